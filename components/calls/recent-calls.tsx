import Link from "next/link";
import type { ComponentProps } from "react";
import { CallsTable } from "@/components/calls/calls-table";
import { Card } from "@/components/ui/card";

type RecentCallsProps = ComponentProps<typeof CallsTable> & { title: string; allCalls: string };

/** A card of the newest calls, with a link to all of them. */
export function RecentCalls({ title, allCalls, ...table }: RecentCallsProps) {
  return (
    <Card
      title={title}
      actions={
        <Link href="/calls" className="text-small text-accent hover:underline">
          {allCalls}
        </Link>
      }
      isFlush
    >
      <CallsTable {...table} />
    </Card>
  );
}
