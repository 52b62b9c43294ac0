import { invalid, notOneOf } from "./errors";
import type { ProfileFields } from "./profiles";

const FIELDS = new Set(["access_type", "external_user_details", "metadata", "name"]);
const DETAILS = new Set(["account_status", "country", "email_hash", "entity_type", "name_hash", "onboarded_at", "reference_id"]);
const CHOICES: Record<string, string[]> = {
  account_status: ["active", "suspended", "blocked"],
  entity_type: ["individual", "business", "non_profit", "government"],
};
const LONGEST = 255;
const MOST_METADATA = 16;
const CLOCK_MS = 60_000;

/** The body of a new or a changed profile, or the original's refusal. A stored detail cannot be cleared. */
export function checkProfileFields(body: unknown, { isChange, nowMs }: { isChange: boolean; nowMs: number }): ProfileFields {
  if (!isRecord(body)) throw invalid("body: Input should be a valid dictionary");
  for (const name of Object.keys(body)) if (!FIELDS.has(name)) throw invalid(`${name}: Extra inputs are not permitted`);
  const { access_type: accessType, name, external_user_details: details, metadata } = body;
  if (!isAbsent(accessType) && accessType !== "application" && accessType !== "passthrough")
    throw notOneOf("access_type", ["application", "passthrough"]);
  if (!isAbsent(name)) checkText("name", name, 0);
  if (!isAbsent(metadata)) checkMetadata(metadata, isChange);
  if (!isAbsent(details)) checkDetails(details, isChange, nowMs);
  return body as ProfileFields;
}

function checkDetails(details: unknown, isChange: boolean, nowMs: number): void {
  const at = "external_user_details";
  if (!isRecord(details)) throw invalid(`${at}: Input should be a valid dictionary`);
  for (const [name, value] of Object.entries(details)) {
    const place = `${at}.${name}`;
    if (!DETAILS.has(name)) throw invalid(`${place}: Extra inputs are not permitted`);
    if (value === null) {
      if (isChange || name === "onboarded_at") throw invalid(`${place}: Input should be a valid string`);
      continue;
    }
    checkText(place, value, 1);
    const choices = CHOICES[name];
    if (choices && !choices.includes(String(value))) throw notOneOf(place, choices);
    if (name === "country" && !/^[A-Z]{2}$/.test(String(value))) throw invalid(`${place}: String should match pattern '^[A-Z]{2}$'`);
    if (name === "onboarded_at") checkMoment(place, String(value), nowMs);
  }
}

function checkMoment(place: string, value: string, nowMs: number): void {
  const isComplete = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value);
  if (!isComplete || Number.isNaN(Date.parse(value))) throw invalid(`${place}: Input should be a valid datetime`);
  if (Date.parse(value) > nowMs + CLOCK_MS) throw invalid(`${place}: must not be in the future`);
}

function checkMetadata(metadata: unknown, isChange: boolean): void {
  if (!isRecord(metadata)) throw invalid("metadata: Input should be a valid dictionary");
  const entries = Object.entries(metadata);
  if (entries.length > MOST_METADATA) throw invalid(`metadata: Dictionary should have at most ${MOST_METADATA} items`);
  for (const [key, value] of entries) {
    if (key.length > 64) throw invalid("metadata: keys should have at most 64 characters");
    if (typeof value !== "string" || value.length > 512 || (value === "" && !isChange))
      throw invalid(`metadata.${key}: Input should be a string of 1 to 512 characters`);
  }
}

function checkText(place: string, value: unknown, least: number): void {
  if (typeof value !== "string") throw invalid(`${place}: Input should be a valid string`);
  if (value.length < least) throw invalid(`${place}: String should have at least ${least} character`);
  if (value.length > LONGEST) throw invalid(`${place}: String should have at most ${LONGEST} characters`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
