/**
 * Betas that a cloud knows, by the name in Anthropic's own API. A cloud refuses a whole request for one unknown name, and clients send many
 * that they can do without. Therefore all others are left out.
 */
export type BetaNames = Readonly<Record<string, string>>;

/** The header's betas that go to an upstream, under its own names, and those that do not. */
export type ClassifiedBetas = { sent: string[]; left: string[] };

type Rules = {
  /** Null where the upstream takes Anthropic's own names, whatever they are. */
  known: BetaNames | null;
  /** The only betas that the operator allows, where a list is set. */
  only?: string[] | undefined;
  /** Whether the upstream refused this beta recently. `name` is the caller's. */
  isRefused(name: string): boolean;
};

/** The header's betas by the upstream's names, each once, in their order; `left` are the caller's own names. */
export function classifyBetas(header: string | undefined, { known, only, isRefused }: Rules): ClassifiedBetas {
  const sent = new Set<string>();
  const left = new Set<string>();
  for (const each of header?.split(",") ?? []) {
    const name = each.trim();
    if (name === "") continue;
    const named = nameUpstream(name, known, only);
    if (named === null || isRefused(name) || isRefused(named)) left.add(name);
    else sent.add(named);
  }
  return { sent: [...sent], left: [...left] };
}

/** The names for the caller: the fields that were left out, and the betas that the account refused. */
export function leftOut({ left }: ClassifiedBetas, isRefused: Rules["isRefused"], fields: readonly string[]): string[] {
  return [...fields, ...left.filter(isRefused).map((name) => `anthropic-beta: ${name}`)];
}

function nameUpstream(name: string, known: BetaNames | null, only: string[] | undefined): string | null {
  if (only) return only.includes(name) ? name : null;
  if (known === null) return name;
  return Object.hasOwn(known, name) ? (known[name] ?? null) : null;
}

/** Known names from a list. Some of its entries read `theirs=ours`. */
export function betaNames(list: string): BetaNames {
  const names = list.split(/\s+/).filter(Boolean);
  return Object.fromEntries(names.map((name) => [name.split("=")[0], name.split("=").at(-1) ?? name]));
}
