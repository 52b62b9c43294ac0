import { generateKeyPairSync } from "node:crypto";
import { amazonStream } from "@/dev/stand-ins/claude/bedrock/event-stream";
import type { UpstreamAccount } from "@/lib/upstreams/account";

export const KINDS = ["claude-api", "bedrock", "vertex"] as const;
export type Kind = (typeof KINDS)[number];

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** An account of this kind whose provider is at `baseUrl`. All accounts have the list price. */
export function accountOf(kind: Kind, baseUrl: string): UpstreamAccount {
  const account = { name: kind, baseUrl };
  switch (kind) {
    case "claude-api":
      return { ...account, kind, secret: "sk-upstream" };
    case "bedrock": {
      const credentials = { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "secret" } as const;
      return { ...account, kind, region: "us-east-1", credentials, route: { endpoint: "runtime", profile: "global" } };
    }
    case "vertex": {
      const credentials = { kind: "service-account", clientEmail: "a@b.c", privateKey, tokenUrl: `${baseUrl}/token` } as const;
      return { ...account, kind, project: "my-project", location: "global", credentials };
    }
  }
}

export const TOKEN = { access_token: "a-token", expires_in: 3_600, token_type: "Bearer" };

export function streamTypeOf(kind: Kind): string {
  return kind === "bedrock" ? amazonStream().contentType : "text/event-stream; charset=utf-8";
}

/** Anthropic's events, each in the bytes of this kind's framing. */
export function framesOf(kind: Kind, events: string[]): Buffer[] {
  if (kind !== "bedrock") return events.map((event) => Buffer.from(event));
  const amazon = amazonStream();
  return events.flatMap((event) => {
    const [, name = "", data = ""] = /^event: (.*)\ndata: (.*)\n\n$/.exec(event) ?? [];
    const written = amazon.write({ name, data } as Parameters<typeof amazon.write>[0]);
    return written ? [Buffer.from(written)] : [];
  });
}
