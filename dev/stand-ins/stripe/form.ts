import { invalidParam, missingParam } from "./errors";

export type Form = { [name: string]: FormValue };
export type FormValue = string | FormValue[] | Form;

/** `line_items[0][price_data][currency]=usd` as nested lists and objects, as the Stripe client writes it. */
export function parseForm(text: string): Form {
  const root: Form = {};
  for (const [path, value] of new URLSearchParams(text)) put(root, path.replaceAll("]", "").split("["), value);
  return withLists(root) as Form;
}

export function textAt(form: Form, ...path: string[]): string | null {
  let value: FormValue | undefined = form;
  for (const part of path) value = typeof value === "object" && !Array.isArray(value) ? value[part] : undefined;
  return typeof value === "string" && value !== "" ? value : null;
}

export function listAt(form: Form, name: string): FormValue[] {
  const value = form[name];
  return Array.isArray(value) ? value : [];
}

export function textsAt(form: Form, name: string): string[] {
  return listAt(form, name).filter((each): each is string => typeof each === "string");
}

/** A whole number that has to be there. */
export function wholeAt(text: string | null, param: string): number {
  if (text === null) throw missingParam(param);
  if (!/^\d{1,12}$/.test(text)) throw invalidParam(param, `Invalid integer: ${text}`, "parameter_invalid_integer");
  return Number.parseInt(text, 10);
}

/** The string pairs of `metadata`. */
export function pairsAt(form: Form, name: string): Record<string, string> {
  const value = form[name];
  if (typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

/** An empty name, as in `expand[]`, is the next place of a list. */
function put(root: Form, path: string[], value: string): void {
  let into = root;
  for (const part of path.slice(0, -1)) {
    const key = part === "" ? String(Object.keys(into).length) : part;
    const inner = into[key];
    const next: Form = typeof inner === "object" && !Array.isArray(inner) ? inner : {};
    into[key] = next;
    into = next;
  }
  const last = path.at(-1) ?? "";
  into[last === "" ? String(Object.keys(into).length) : last] = value;
}

function withLists(value: FormValue): FormValue {
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withLists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
