import { Check } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";

type FirstCallGuideProps = {
  hasMoney: boolean;
  hasKey: boolean /** Where clients call: `http://host/api/v1`. */;
  baseUrl: string;
  modelId: string;
};

/** Three steps from a new sign-up to a charged call; finished steps say so. */
export function FirstCallGuide({ hasMoney, hasKey, baseUrl, modelId }: FirstCallGuideProps) {
  const t = useTranslations("overview.guide");
  return (
    <Card title={t("title")} description={t("text")}>
      <ol className="grid gap-5">
        <Step number={1} isDone={hasMoney} title={t("topUp")} text={t("topUpText")}>
          <Button asChild look={hasMoney ? "secondary" : "primary"} size="small">
            <Link href="/billing">{t("topUpAction")}</Link>
          </Button>
        </Step>
        <Step number={2} isDone={hasKey} title={t("key")} text={t("keyText")}>
          <Button asChild look={hasKey || !hasMoney ? "secondary" : "primary"} size="small">
            <Link href="/keys">{t("keyAction")}</Link>
          </Button>
        </Step>
        <Step number={3} isDone={false} title={t("call")} text={t("callText")}>
          <CodeBlock code={curlOf(baseUrl, modelId)} label={t("curl")} />
        </Step>
      </ol>
    </Card>
  );
}

type StepProps = { number: number; isDone: boolean; title: string; text: string; children: React.ReactNode };

function Step({ number, isDone, title, text, children }: StepProps) {
  const t = useTranslations("overview.guide");
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)] gap-x-3">
      <span
        aria-hidden
        className={`figure grid size-8 place-items-center rounded-full border text-body ${isDone ? "border-positive bg-positive-soft text-positive" : "border-line-strong"}`}
      >
        {isDone ? <Check className="size-4" /> : number}
      </span>
      <div className="grid justify-items-start gap-2 pt-1 [&>div]:w-full">
        <h3 className="font-medium">
          {title} {isDone && <span className="text-body font-normal text-positive">· {t("done")}</span>}
        </h3>
        <p className="text-body text-muted">{text}</p>
        {children}
      </div>
    </li>
  );
}

function curlOf(baseUrl: string, modelId: string): string {
  return `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer $RELAIS_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${modelId}", "messages": [{"role": "user", "content": "Hello, Claude!"}]}'`;
}
