import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { receiptOrNotFound } from "@/app/(portal)/calls/read-receipt-page";
import { ReceiptView } from "@/components/calls/receipt-view";
import { Button } from "@/components/ui/button";
import { readNeighbours } from "@/lib/usage/read-neighbours";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("calls"))("title") };
}

export default async function CallPage({ params }: { params: Promise<{ id: string }> }) {
  const [t, { id }] = await Promise.all([getTranslations("calls.receipt"), params]);
  const { workspaceId, ...receipt } = await receiptOrNotFound(id);
  const { newer, older } = await readNeighbours(workspaceId, receipt.found.call.id);
  return (
    <div className="grid w-full max-w-[65rem] gap-5">
      <nav aria-label={t("steps")} className="flex flex-wrap items-center justify-between gap-2">
        <Link href="/calls" className="flex items-center gap-1 text-small text-accent hover:underline">
          <ChevronLeft aria-hidden className="size-4" />
          {t("back")}
        </Link>
        <span className="flex gap-2">
          <Step id={newer} name={t("newer")} rel="prev" />
          <Step id={older} name={t("older")} rel="next" />
        </span>
      </nav>
      <ReceiptView {...receipt} />
    </div>
  );
}

function Step({ id, name, rel }: { id: string | null; name: string; rel: "prev" | "next" }) {
  const label = (
    <>
      {rel === "prev" && <ChevronLeft aria-hidden />}
      {name}
      {rel === "next" && <ChevronRight aria-hidden />}
    </>
  );
  if (!id)
    return (
      <Button look="secondary" size="small" disabled>
        {label}
      </Button>
    );
  return (
    <Button asChild look="secondary" size="small">
      {/* A whole load: a soft one would open the sheet of the list over this page. */}
      <a href={`/calls/${id}`} rel={rel}>
        {label}
      </a>
    </Button>
  );
}
