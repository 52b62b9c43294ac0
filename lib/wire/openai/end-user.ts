import { createHash } from "node:crypto";
import { optionalText } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";

/** The upstream wants an opaque id of the person, but callers also send names and addresses. */
export function endUserId(fields: JsonObject): string | undefined {
  const user = optionalText(fields.safety_identifier, "safety_identifier") ?? optionalText(fields.user, "user");
  return user ? createHash("sha256").update(user).digest("hex") : undefined;
}
