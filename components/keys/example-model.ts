import type { Model } from "@/lib/pricing/model";

/** A model for the first call: the newest Sonnet, which is neither the most expensive nor the smallest. */
export function exampleModel(offered: readonly Model[]): string {
  const active = offered.filter((model) => model.lifecycle === "active");
  return (active.find((model) => model.line === "sonnet") ?? active[0])?.id ?? "claude-sonnet-4-6";
}
