import { AwsV4Signer } from "aws4fetch";
import type { BedrockCredentials } from "@/lib/upstreams/account";

export type SignedRequest = { url: URL; body: Buffer | string };
/** The headers that let a request in. Only a signature has to be waited for. */
export type Authorizer = (request: SignedRequest) => Record<string, string> | Promise<Record<string, string>>;

/** By Bedrock API key, or by signature (version 4) of one service: `bedrock`, not the host's own name, for the runtime. */
export function authorizer(credentials: BedrockCredentials, scope: { region: string; service: string }): Authorizer {
  if (credentials.kind === "api-key") {
    const headers = { authorization: `Bearer ${credentials.secret}` };
    return () => headers;
  }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  // Keeps the day's signing key, which is four of the five HMACs.
  const cache = new Map<string, ArrayBuffer>();
  return async ({ url, body }) => {
    // Two days may meet in one process; more never need to.
    if (cache.size > 2) cache.clear();
    const signer = new AwsV4Signer({
      method: "POST",
      url: url.href,
      body: body as string,
      accessKeyId,
      secretAccessKey,
      sessionToken,
      ...scope,
      cache,
    });
    const signed = await signer.sign();
    const headers: Record<string, string> = {};
    for (const name of ["authorization", "x-amz-date", "x-amz-security-token"]) {
      const value = signed.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    return headers;
  };
}
