import { type Reference, type ReferenceSection, readReference } from "@/lib/openapi/reference";
import { env } from "@/lib/platform/env";

export const REFERENCE_HREF = "/docs/api";
/** The page of what all operations share. */
export const SHARED = "errors";

// The same for all readers as long as this process lives.
let reference: Reference | undefined;

/** The reference with this server's address. */
export function referenceHere(): Reference {
  reference ??= readReference(env.RELAIS_PUBLIC_URL);
  return reference;
}

export function groupHref({ name }: Pick<ReferenceSection, "name">): string {
  return `${REFERENCE_HREF}/${slugOf(name)}`;
}

export function sectionOf(slug: string): ReferenceSection | undefined {
  return referenceHere().sections.find(({ name }) => slugOf(name) === slug);
}

export function slugOf(name: string): string {
  return name.toLowerCase();
}
