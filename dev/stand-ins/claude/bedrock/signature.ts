import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Received } from "../call";
import { AmazonError } from "./errors";

const LARGEST_SKEW_MS = 300_000;
const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Every access key id is an account with a secret that can be derived from it: this plays Amazon in tests. */
export function secretOf(accessKeyId: string): string {
  return `secret-of-${accessKeyId}`;
}

/** The account of a request: by Bedrock API key, or by a signature, which is computed again and compared. */
export function amazonAccount(received: Received, service: string): string {
  const { authorization, "x-api-key": apiKey } = received.headers;
  const bearer = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? (typeof apiKey === "string" ? apiKey : undefined);
  if (bearer !== undefined) {
    if (bearer.startsWith("ABSK") && !bearer.includes("invalid")) return bearer;
    throw new AmazonError(403, "AccessDeniedException", "Authentication failed: Please make sure your API Key is valid.");
  }
  if (!authorization) throw new AmazonError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
  const found = HEADER.exec(authorization);
  if (!found) throw new AmazonError(403, "IncompleteSignatureException", "Authorization header requires a signature of version 4.");
  const [, accessKeyId = "", day = "", region = "", signedService = "", names = "", signature = ""] = found;
  if (accessKeyId.includes("invalid")) {
    throw new AmazonError(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
  }
  const scope = { day, region, service: signedService };
  if (signedService !== service) throw mismatch(`Credential should be scoped to correct service: '${service}'.`);
  checkTime(received, day);
  const expected = signatureOf(received, names.split(";"), scope, secretOf(accessKeyId));
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    throw mismatch("The request signature we calculated does not match the signature you provided.");
  }
  return accessKeyId;
}

function checkTime({ headers }: Received, day: string): void {
  const text = String(headers["x-amz-date"] ?? "");
  const sentMs = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!text.startsWith(day) || !(Math.abs(Date.now() - sentMs) < LARGEST_SKEW_MS)) throw mismatch(`Signature expired: ${text}`);
}

function signatureOf(received: Received, names: string[], scope: { day: string; region: string; service: string }, secret: string): string {
  for (const name of ["host", "x-amz-date"]) if (!names.includes(name)) throw mismatch(`'${name}' must be a 'SignedHeader'.`);
  const token = received.headers["x-amz-security-token"];
  if (token !== undefined && !names.includes("x-amz-security-token")) throw mismatch("The security token is not signed.");
  const [path = "/", query = ""] = received.url.split("?");
  const canonical = [
    received.method,
    path.split("/").map(encoded).join("/"),
    query.split("&").filter(Boolean).sort().join("&"),
    ...names.map(
      (name) =>
        `${name}:${String(received.headers[name] ?? "")
          .trim()
          .replace(/\s+/g, " ")}`,
    ),
    "",
    names.join(";"),
    createHash("sha256").update(received.body).digest("hex"),
  ].join("\n");
  const within = `${scope.day}/${scope.region}/${scope.service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", received.headers["x-amz-date"], within, createHash("sha256").update(canonical).digest("hex")].join(
    "\n",
  );
  const key = [scope.day, scope.region, scope.service, "aws4_request"].reduce<string | Buffer>(
    (by, part) => hmac(by, part),
    `AWS4${secret}`,
  );
  return hmac(key, text).toString("hex");
}

/** A path is encoded once more than it was sent, except for its slashes. */
function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function mismatch(message: string): AmazonError {
  return new AmazonError(403, "InvalidSignatureException", message);
}
