import { createHash, createHmac } from "node:crypto";
import type { BedrockCredentials } from "@/lib/upstreams/account";

type UnsignedRequest = { url: URL; body: Buffer | string };
/** The headers that authorise a request. */
export type Authorizer = (request: UnsignedRequest) => Record<string, string>;

type AccessKey = Extract<BedrockCredentials, { kind: "access-key" }>;
type Scope = { region: string; service: string };

/** By Bedrock API key, or by a signature for one service. For the runtime this is `bedrock`, not the host's own name. */
export function authorizer(credentials: BedrockCredentials, scope: Scope): Authorizer {
  if (credentials.kind === "access-key") return signer(credentials, scope);
  const headers = { authorization: `Bearer ${credentials.secret}` };
  return () => headers;
}

/** Amazon's signature, version 4, of a POST without a query (AWS General Reference, signing requests). */
function signer({ accessKeyId, secretAccessKey, sessionToken }: AccessKey, { region, service }: Scope): Authorizer {
  const token: Record<string, string> = sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken };
  const names = ["host", "x-amz-date", ...Object.keys(token)].join(";");
  const tokenLine = sessionToken === undefined ? "" : `x-amz-security-token:${sessionToken}\n`;
  // The key is valid for a day: three of its four steps change only with the date.
  let day = "";
  let key: Buffer = Buffer.alloc(0);
  return ({ url, body }) => {
    const time = new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
    if (!time.startsWith(day) || day === "") {
      day = time.slice(0, 8);
      key = [day, region, service, "aws4_request"].reduce<Buffer>((by, part) => hmac(by, part), Buffer.from(`AWS4${secretAccessKey}`));
    }
    const within = `${day}/${region}/${service}/aws4_request`;
    const canonical = `POST\n${encodedAgain(url.pathname)}\n\nhost:${url.host}\nx-amz-date:${time}\n${tokenLine}\n${names}\n${sha256(body)}`;
    const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${within}\n${sha256(canonical)}`).toString("hex");
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${within}, SignedHeaders=${names}, Signature=${signature}`;
    return { authorization, "x-amz-date": time, ...token };
  };
}

/** The signature covers the path with each segment encoded once more than it is sent. */
function encodedAgain(path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return encoded.replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
