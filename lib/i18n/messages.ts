/** Message files, one per page family, so that a page's words stand in one file. */
const NAMESPACES = ["common", "home", "auth", "overview", "keys", "billing", "usage", "calls", "prices"] as const;

export async function loadMessages(locale: string): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    NAMESPACES.map(async (name) => [name, (await import(`@/messages/${locale}/${name}.json`)).default] as const),
  );
  return Object.fromEntries(entries);
}
