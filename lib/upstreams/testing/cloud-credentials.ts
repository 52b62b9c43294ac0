import { control, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

/** What the stand-in takes in Amazon's place. */
export const amazonKey = { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "secret-of-AKIAONE" } as const;

const downloaded = (await control("GET", "service-account")) as { client_email: string; private_key: string };

/** What the stand-in takes in Google's place. */
export const serviceAccount = {
  kind: "service-account" as const,
  clientEmail: downloaded.client_email,
  privateKey: downloaded.private_key,
  tokenUrl: `${standInUrl}/token`,
};
