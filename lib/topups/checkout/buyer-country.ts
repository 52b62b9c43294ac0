import "server-only";
import { postgres } from "@/lib/platform/postgres";
import { BUYER_COUNTRIES } from "@/lib/topups/methods/buyer-countries";

/**
 * The country that the form begins with: that of the workspace's last order, else the region of the reader's first language
 * (`accept-language: pt-BR,pt;q=0.9` is BR), else none. It is a suggestion: the buyer says it.
 */
export async function suggestCountry(workspaceId: string, acceptLanguage: string | null): Promise<string | null> {
  const { rows } = await postgres().query<{ country: string }>(
    "SELECT country FROM topup WHERE workspace_id = $1 AND country IS NOT NULL ORDER BY id DESC LIMIT 1",
    [workspaceId],
  );
  return rows[0]?.country ?? regionOf(acceptLanguage ?? "");
}

function regionOf(acceptLanguage: string): string | null {
  const region = /^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/i.exec(acceptLanguage)?.[1]?.toUpperCase();
  return region !== undefined && BUYER_COUNTRIES.includes(region) ? region : null;
}
