import { useTranslations } from "next-intl";
import { Inline } from "@/components/reference/prose";
import type { Reference, Schema } from "@/lib/openapi/reference";

type SchemaFieldsProps = {
  schema: Schema;
  schemaOf: Reference["schemaOf"];
  depth?: number;
  /** True for what a caller sends: only there it matters which fields are optional. */
  isAsked?: boolean;
};

const DEEPEST = 4;

/** The fields of an object. Fields of inner objects open with a click. */
export function SchemaFields({ schema, schemaOf, depth = 0, isAsked = false }: SchemaFieldsProps) {
  const t = useTranslations("reference.field");
  const { properties = {}, required = [] } = objectOf(schema, schemaOf) ?? {};
  return (
    <ul className="list-of-fields">
      {Object.entries(properties).map(([name, field]) => {
        const known = schemaOf(field);
        const inner = objectOf(field, schemaOf);
        return (
          <li key={name}>
            <p>
              <code>{name}</code>
              <span>
                {typeOf(field, schemaOf)}
                {isAsked && required.includes(name) ? `, ${t("required")}` : ""}
              </span>
            </p>
            {known.description && !inner && (
              <p>
                <Inline text={known.description} />
              </p>
            )}
            {inner && depth < DEEPEST && (
              <details>
                <summary>{t("fields", { name })}</summary>
                <div>
                  <SchemaFields schema={inner} schemaOf={schemaOf} depth={depth + 1} isAsked={isAsked} />
                </div>
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The object that a schema describes, also inside a list or a nullable one; null where there is none. */
function objectOf(schema: Schema, schemaOf: Reference["schemaOf"]): Schema | null {
  const known = schemaOf(schema);
  if (known.properties && Object.keys(known.properties).length > 0) return known;
  if (known.items) return objectOf(known.items, schemaOf);
  for (const each of known.anyOf ?? []) {
    const found = objectOf(each, schemaOf);
    if (found) return found;
  }
  return null;
}

function typeOf(schema: Schema, schemaOf: Reference["schemaOf"]): string {
  const known = schemaOf(schema);
  if (known.enum) return known.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (known.const !== undefined) return JSON.stringify(known.const);
  if (known.anyOf) return [...new Set(known.anyOf.map((each) => typeOf(each, schemaOf)))].join(" | ");
  if (known.type === "array") return known.items ? `[${typeOf(known.items, schemaOf)}]` : "array";
  const name = schema.$ref?.split("/").at(-1);
  if (name === "Dollars") return "dollars";
  const type = Array.isArray(known.type) ? known.type.join(" | ") : (known.type ?? "any");
  return known.format ? `${type} (${known.format})` : type;
}
