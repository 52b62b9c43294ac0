import "server-only";
import { database } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { hmacOfSecret } from "@/lib/keys/hmac";
import { newSecret, shownParts } from "@/lib/keys/secret";

export type NewKey = { name: string; createdBy: string | null; submissionKey?: string };
export type CreatedKey =
  | { kind: "created"; id: string; name: string; secret: string }
  | { kind: "already_created"; id: string; name: string };

/**
 * Makes a key. The secret is in this answer and nowhere else. A form that is sent again finds the key that it made,
 * without its secret. Throws `invalid_request` for an empty or overlong name.
 */
export async function createKey(workspaceId: string, input: NewKey): Promise<CreatedKey> {
  const name = validName(input.name);
  const secret = newSecret();
  const { hmac, pepperVersion } = hmacOfSecret(secret);
  const id = newId();
  const made = await database().apiKey.createMany({
    data: {
      workspaceId,
      id,
      name,
      secretHmac: new Uint8Array(hmac),
      pepperVersion,
      ...shownParts(secret),
      createdBy: input.createdBy,
      submissionKey: input.submissionKey ?? null,
    },
    skipDuplicates: true,
  });
  if (made.count === 1) return { kind: "created", id, name, secret };
  const earlier = await database().apiKey.findFirst({ where: { workspaceId, submissionKey: input.submissionKey ?? null } });
  if (!earlier) throw new AppError("conflict", "The key was not made. Please try again.");
  return { kind: "already_created", id: earlier.id, name: earlier.name };
}

/** The name as it is kept. Throws `invalid_request`. */
export function validName(text: string): string {
  const name = text.trim();
  if (name.length === 0 || name.length > 80)
    throw new AppError("invalid_request", "A key's name has 1 to 80 characters.", { param: "name" });
  return name;
}
