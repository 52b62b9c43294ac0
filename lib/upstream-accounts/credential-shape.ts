import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import { isGoogleAddress } from "@/lib/platform/addresses/typed-address";
import type { AccountSecrets } from "@/lib/upstream-accounts/credentials";
import type { BedrockCredentials, VertexCredentials } from "@/lib/upstreams/account";

const GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token";

/** Text that fits into a header: a pasted line break would break every call. */
const secretText = z.string().regex(/^[\x21-\x7e]{4,4000}$/);

export const claudeSecrets: z.ZodType<AccountSecrets> = z.object({ secret: secretText });

export const bedrockSecrets: z.ZodType<AccountSecrets> = z
  .discriminatedUnion("credentialKind", [
    z.object({ credentialKind: z.literal("api-key"), secret: secretText }),
    z.object({
      credentialKind: z.literal("access-key"),
      accessKeyId: z.string().regex(/^[A-Z0-9]{4,128}$/),
      secretAccessKey: secretText,
    }),
  ])
  .transform(({ credentialKind, ...rest }) => ({ credentials: { kind: credentialKind, ...rest } as BedrockCredentials }));

const serviceAccountFile = z
  .object({
    type: z.literal("service_account"),
    client_email: z.email(),
    private_key: z.string().refine(isPrivateKey),
    private_key_id: z.string().max(200).optional(),
    token_uri: z.string().refine(isGoogleAddress).optional(),
  })
  .transform((file): VertexCredentials => {
    const tokenUrl = file.token_uri === GOOGLE_TOKEN_URL ? undefined : file.token_uri;
    return {
      kind: "service-account",
      clientEmail: file.client_email,
      privateKey: file.private_key,
      privateKeyId: file.private_key_id,
      tokenUrl,
    };
  });

export const vertexSecrets: z.ZodType<AccountSecrets> = z
  .discriminatedUnion("credentialKind", [
    z.object({ credentialKind: z.literal("adc") }),
    z.object({
      credentialKind: z.literal("service-account"),
      serviceAccount: z
        .string()
        .max(20_000)
        .transform((text, context) => parsedJson(text) ?? context.addIssue({ code: "custom" }) ?? z.NEVER)
        .pipe(serviceAccountFile),
    }),
  ])
  .transform((chosen) => ({
    credentials: chosen.credentialKind === "adc" ? { kind: "adc" as const } : chosen.serviceAccount,
  }));

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === "rsa";
  } catch {
    return false; // The error must not quote the text.
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // The caller refuses it: it is not a service account.
  }
}
