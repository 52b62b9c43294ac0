import { useFormatter, useTranslations } from "next-intl";
import type { PricedModel } from "@/components/site/saving-form";
import { Money } from "@/components/ui/money";
import { type AlikeCalls, cachingSaving } from "@/lib/pricing/caching-saving";

const DAYS = 30n;
const WIDEST = 1_000n;

/** The prompts of thirty days with and without caching, as two bars, and the difference. */
export function SavingResult({ calls, model }: { calls: AlikeCalls | null; model: PricedModel }) {
  const t = useTranslations("site.saving");
  const format = useFormatter();
  if (!calls) return <p className="rounded-lg border border-dashed bg-surface p-6 text-body text-muted">{t("correct")}</p>;
  const { plainNano, cachedNano, isTooShort } = cachingSaving(calls, model.rates, model);
  const [plain, cached] = [DAYS * plainNano, DAYS * cachedNano];
  const difference = plain - cached;
  const isExtra = difference < 0n;
  const most = plain > cached ? plain : cached;
  const permille = (part: bigint) => (most > 0n ? Number((part * WIDEST) / most) : 0);
  const share = plain > 0n ? Number(((isExtra ? -difference : difference) * WIDEST) / plain) / Number(WIDEST) : 0;
  return (
    <div className="grid gap-5 rounded-lg border border-line-strong bg-surface p-5 shadow-raised sm:p-6">
      <output className="grid gap-1">
        <span className="text-small text-muted">{t(isExtra ? "extra" : "saved")}</span>
        <span className="text-figure">
          <Money amountNano={isExtra ? -difference : difference} kind={isExtra ? "sum" : "balance"} />
        </span>
        <span className="text-small text-muted">{t("share", { share: format.number(share, { style: "percent" }) })}</span>
      </output>
      <p className="border-t pt-4 text-caption text-muted">{t("result")}</p>
      <dl className="-mt-2 grid gap-3 text-small">
        <Bar name={t("plain")} amountNano={plain} permille={permille(plain)} colour="bg-class-input" />
        <Bar name={t("cached")} amountNano={cached} permille={permille(cached)} colour="bg-class-read" />
      </dl>
      <p className="text-small text-muted">
        {isTooShort ? t("tooShort", { model: model.displayName, tokens: model.minCacheableTokens }) : isExtra ? t("tooFew") : t("counted")}
      </p>
    </div>
  );
}

function Bar({ name, amountNano, permille, colour }: { name: string; amountNano: bigint; permille: number; colour: string }) {
  return (
    <div className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
      <dt>{name}</dt>
      <dd>
        <Money amountNano={amountNano} kind="sum" />
      </dd>
      <dd aria-hidden className="col-span-2 h-2 rounded-full bg-sunken">
        <span className={`block h-full rounded-full ${colour}`} style={{ width: `${permille / 10}%` }} />
      </dd>
    </div>
  );
}
