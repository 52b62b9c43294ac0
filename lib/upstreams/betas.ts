/**
 * Betas that a cloud knows, by the name that Anthropic's own API has for them. A cloud refuses a whole request for one
 * name that it does not know, and clients send many that they can do without; so all others are left out.
 */
export type BetaNames = Readonly<Record<string, string>>;

/** The header's betas as the cloud names them, each once, in their order. */
export function betasFor(header: string | undefined, known: BetaNames, only: string[] | undefined): string[] {
  if (!header) return [];
  const asked = header.split(",").map((name) => name.trim());
  const named = only ? asked.filter((name) => only.includes(name)) : asked.map((name) => (Object.hasOwn(known, name) ? known[name] : ""));
  return [...new Set(named)].filter((name): name is string => Boolean(name));
}

/** Known names from a list, of which some read `theirs=ours`. */
export function betaNames(list: string): BetaNames {
  const names = list.split(/\s+/).filter(Boolean);
  return Object.fromEntries(names.map((name) => [name.split("=")[0], name.split("=").at(-1) ?? name]));
}
