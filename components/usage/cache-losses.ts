import { netSavingNano } from "@/lib/usage/add-up-usage";
import type { UsageSum } from "@/lib/usage/sum-usage";

/** A model of a key whose cache writes cost more than its reads saved. */
export type CacheLoss = { modelId: string; keyId: string; lossNano: bigint; writesExtraNano: bigint; readsSavedNano: bigint };

const SHOWN = 3;

/** The largest losses by caching, the largest first; none if caching pays everywhere. The sums are by model and key. */
export function cacheLosses(sums: readonly UsageSum[]): CacheLoss[] {
  return sums
    .map(({ modelId, keyId, writesExtraNano, readsSavedNano, ...rest }) => ({
      modelId: modelId ?? "",
      keyId: keyId ?? "",
      lossNano: -netSavingNano({ ...rest, writesExtraNano, readsSavedNano }),
      writesExtraNano,
      readsSavedNano,
    }))
    .filter(({ lossNano }) => lossNano > 0n)
    .sort((a, b) => (a.lossNano < b.lossNano ? 1 : a.lossNano > b.lossNano ? -1 : 0))
    .slice(0, SHOWN);
}
