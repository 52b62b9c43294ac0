import { Badge } from "@/components/ui/badge";

const TONES = { GET: "info", POST: "positive", PATCH: "warning", DELETE: "danger" } as const;

export function MethodBadge({ method }: { method: string }) {
  return (
    <Badge tone={TONES[method as keyof typeof TONES] ?? "neutral"} className="font-mono">
      {method}
    </Badge>
  );
}
