import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ColouredCode } from "@/components/reference/coloured-code";
import { MethodBadge } from "@/components/reference/method-badge";
import { OperationSamples } from "@/components/reference/operation-samples";
import { Inline, Prose } from "@/components/reference/prose";
import { REFERENCE_HREF, SHARED } from "@/components/reference/reference-pages";
import { SchemaFields } from "@/components/reference/schema-fields";
import { CodeBlock } from "@/components/ui/code-block";
import type { Reference, ReferenceOperation } from "@/lib/openapi/reference";

type OperationSectionProps = { operation: ReferenceOperation; schemaOf: Reference["schemaOf"] };

/** One operation: its input and answers on the left, how to call it on the right. */
export function OperationSection({ operation, schemaOf }: OperationSectionProps) {
  const t = useTranslations("reference");
  const { operationId, summary, description, needs, method, path, body, answer, highlighted } = operation;
  const json = answer.content["application/json"];
  const lines = answer.content["application/x-jsonl"];
  const schema = json?.schema ?? lines?.schema.contentSchema;
  const events = answer.content["text/event-stream"];
  return (
    <section
      id={operationId}
      aria-labelledby={`${operationId}-title`}
      className="grid min-w-0 gap-x-8 gap-y-6 border-t py-10 xl:grid-cols-[minmax(0,680fr)_minmax(0,440fr)]"
    >
      <div className="grid min-w-0 content-start gap-6">
        <div className="grid gap-3">
          <h2 id={`${operationId}-title`} className="text-h1">
            <a href={`#${operationId}`} className="hover:underline">
              {summary}
            </a>
          </h2>
          <p className="flex flex-wrap items-center gap-2 font-mono text-body">
            <MethodBadge method={method} />
            <span className="break-all">/api/v1{path}</span>
          </p>
          <Prose text={description} />
          <p className="text-body text-muted">{t(`needs.${needs ?? "nothing"}`)}</p>
        </div>
        <Parameters operation={operation} />
        {body && (
          <Part title={t("body")}>
            <SchemaDescription schema={body} schemaOf={schemaOf} />
            <SchemaFields schema={body} schemaOf={schemaOf} isAsked />
          </Part>
        )}
        {schema && (
          <Part title={t("answer", { status: operation.status })}>
            <SchemaDescription schema={schema} schemaOf={schemaOf} />
            <SchemaFields schema={schema} schemaOf={schemaOf} />
          </Part>
        )}
        <Names title={t("headers.of")} href={`${REFERENCE_HREF}/${SHARED}#headers`} names={operation.headers} />
        <Names title={t("refusals")} href={`${REFERENCE_HREF}/${SHARED}#errors`} names={operation.errors} />
      </div>
      {/* The samples stay beside the fields that they use. */}
      <div className="grid min-w-0 content-start gap-4 self-start xl:sticky xl:top-6 xl:max-h-[calc(100dvh-3rem)] xl:overflow-y-auto">
        <OperationSamples name={summary} id={operationId} samples={operation.samples} coloured={highlighted.samples} />
        <CodeBlock
          code={lines ? String(lines.example).trim() : JSON.stringify(json?.example, null, 2)}
          label={t("exampleOf", { name: summary })}
          title={t("example")}
          coloured={highlighted.example && <ColouredCode pieces={highlighted.example} />}
        />
        {events && (
          <CodeBlock code={String(events.example).trim()} label={t("streamOf", { name: summary })} title={t("stream")} isCopyable={false} />
        )}
      </div>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-2">
      <h3 className="text-body font-semibold">{title}</h3>
      {children}
    </div>
  );
}

function SchemaDescription({
  schema,
  schemaOf,
}: {
  schema: ReferenceOperation["answer"]["content"][string]["schema"];
  schemaOf: Reference["schemaOf"];
}) {
  const { description } = schemaOf(schema);
  return description ? <Prose text={description} className="text-body text-muted" /> : null;
}

function Parameters({ operation: { parameters } }: { operation: ReferenceOperation }) {
  const t = useTranslations("reference");
  if (parameters.length === 0) return null;
  return (
    <Part title={t("parameters")}>
      <ul className="list-of-fields">
        {parameters.map((each) => (
          <li key={`${each.in}-${each.name}`}>
            <p>
              <code>{each.name}</code>
              <span>
                {t(`in.${each.in as "path" | "query" | "header"}`)}
                {each.required ? `, ${t("field.required")}` : ""}
              </span>
            </p>
            <p>
              <Inline text={each.description} />
            </p>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** Links to names that one page explains for all operations. */
function Names({ title, href, names }: { title: string; href: string; names: string[] }) {
  return (
    <Part title={title}>
      <p className="flex flex-wrap gap-x-3 gap-y-1 font-mono text-small [&>a]:inline-flex [&>a]:min-h-6 [&>a]:min-w-6 [&>a]:items-center [&>a]:text-muted [&>a]:underline [&>a]:underline-offset-2 [&>a:hover]:text-ink">
        {names.map((name) => (
          <a key={name} href={href}>
            {name}
          </a>
        ))}
      </p>
    </Part>
  );
}
