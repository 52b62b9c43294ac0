import { Inbox } from "lucide-react";
import { Specimen } from "@/components/gallery/specimen";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";

export function MessagesSection() {
  return (
    <>
      <Specimen name="Callout">
        <div className="grid w-full gap-2">
          {(["info", "positive", "warning", "danger"] as const).map((tone) => (
            <Callout key={tone} tone={tone} actions={<Button look="link">Resend</Button>}>
              Verify nadia@people.example to be able to replace a lost password.
            </Callout>
          ))}
        </div>
      </Specimen>
      <Specimen name="Alert">
        <div className="grid w-full gap-2">
          {(["neutral", "positive", "warning"] as const).map((tone) => (
            <Alert key={tone} tone={tone} title="The payment is on its way">
              The balance has it within a minute.
            </Alert>
          ))}
        </div>
      </Specimen>
      <Specimen name="EmptyState">
        <EmptyState title="No calls yet" icon={<Inbox aria-hidden className="size-6" />} action={<Button>Create key</Button>}>
          Each call is listed here with its receipt.
        </EmptyState>
      </Specimen>
      <Specimen name="Skeleton">
        <Skeleton className="h-8 w-64" />
      </Specimen>
    </>
  );
}
