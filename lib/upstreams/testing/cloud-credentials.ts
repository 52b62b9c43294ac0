import { control, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

/** The credentials that the stand-in accepts in Amazon's place. */
export const amazonKey = { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "secret-of-AKIAONE" } as const;

const downloaded = (await control("GET", "service-account")) as { client_email: string; private_key: string };

/** The credentials that the stand-in accepts in Google's place. */
export const serviceAccount = {
  kind: "service-account" as const,
  clientEmail: downloaded.client_email,
  privateKey: downloaded.private_key,
  tokenUrl: `${standInUrl}/token`,
};
