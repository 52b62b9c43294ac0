import { useTranslations } from "next-intl";
import { callSnippets, SNIPPETS } from "@/components/keys/snippets";
import { CodeTabs } from "@/components/ui/code-tabs";

/** The first call from each client, with this server's address. */
export function FirstCallSamples({ publicUrl, model }: { publicUrl: string; model: string }) {
  const t = useTranslations("keys.snippets");
  const codes = callSnippets({ publicUrl, secret: "sk-relais-…", model });
  return (
    <CodeTabs
      id="first-call"
      label={t("label")}
      samples={SNIPPETS.map((id) => ({ id, name: t(id), code: codes[id], label: t("example", { client: t(id) }) }))}
    />
  );
}
