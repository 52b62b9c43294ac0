import { BUDGET_PERIODS } from "@/lib/basics/budget-periods";
import type { KeyChange } from "@/lib/keys/change-key";
import { budgetNanoOf, type KeyLimits, MAX_ADDRESSES, MAX_PER_MINUTE } from "@/lib/keys/key-limits";
import { MAX_GRACE_SECONDS } from "@/lib/keys/rotate-key";
import { parseRange } from "@/lib/platform/addresses/address-range";
import type { RelayRequest } from "@/lib/relay/call/request";
import { readFields } from "@/lib/relay/reading/read-body";
import type { RelayServices } from "@/lib/relay/services/services";
import { invalid, isAbsent, requireArray, requireObject, requireText } from "@/lib/wire/fields";
import { type JsonObject, parseRequestBody } from "@/lib/wire/json";

const MAX_MODELS = 200;
const INSTANT = /^2\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

/** An absent limit stays as it is; null removes it. */
const LIMITS: Record<string, (value: unknown, param: string, services: RelayServices) => Partial<KeyLimits>> = {
  budget: (value, param) => budgetOf(value, param),
  requests_per_minute: (value, param) => ({ requestsPerMinute: perMinuteOf(value, param) }),
  tokens_per_minute: (value, param) => ({ tokensPerMinute: perMinuteOf(value, param) }),
  models: (value, param, services) => ({ allowedModels: modelsOf(value, param, services) }),
  addresses: (value, param) => ({ allowedAddresses: addressesOf(value, param) }),
  expires_at: (value, param, services) => ({ expiresAt: expiryOf(value, param, services) }),
};

/** Reads the name and the limits from a request's body. Throws `invalid_request` with the field at fault. */
export async function readKeyFields(services: RelayServices, request: RelayRequest): Promise<KeyChange> {
  const fields = parseRequestBody(await readFields(request));
  refuseOthers(fields, ["name", "limits"], "");
  const limits = fields.limits === undefined ? undefined : requireObject(fields.limits, "limits");
  if (limits) refuseOthers(limits, Object.keys(LIMITS), "limits.");
  const parsedLimits = Object.entries(limits ?? {}).map(([name, value]) => LIMITS[name]?.(value, `limits.${name}`, services));
  return {
    ...(fields.name !== undefined && { name: requireText(fields.name, "name") }),
    ...(limits && { limits: Object.assign({}, ...parsedLimits) }),
  };
}

/** How long the old secret still works, in seconds. Throws `invalid_request`. */
export async function readGrace(request: RelayRequest): Promise<number> {
  const fields = parseRequestBody(await readFields(request));
  refuseOthers(fields, ["grace_seconds"], "");
  return wholeNumber(fields.grace_seconds, "grace_seconds", 0, MAX_GRACE_SECONDS);
}

/** Without this a typo in a field's name would make a key without the intended limit. */
function refuseOthers(fields: JsonObject, known: string[], path: string): void {
  const other = Object.keys(fields).find((name) => !known.includes(name));
  if (other !== undefined) throw invalid(`${path}${other.slice(0, 100)}`, `there is no such field, only ${known.join(", ")}.`);
}

function budgetOf(value: unknown, param: string): Partial<KeyLimits> {
  if (value === null) return { budgetNano: null, budgetPeriod: null };
  const budget = requireObject(value, param);
  refuseOthers(budget, ["limit", "period"], `${param}.`);
  // A JSON number would already have been read as a float.
  const budgetNano = typeof budget.limit === "string" ? budgetNanoOf(budget.limit) : null;
  if (budgetNano === null) throw invalid(`${param}.limit`, 'must be dollars above zero as exact decimal text, such as "25.00".');
  const budgetPeriod = BUDGET_PERIODS.find((each) => each === budget.period);
  if (!budgetPeriod) throw invalid(`${param}.period`, `must be one of ${BUDGET_PERIODS.join(", ")}.`);
  return { budgetNano, budgetPeriod };
}

function perMinuteOf(value: unknown, param: string): number | null {
  return value === null ? null : wholeNumber(value, param, 1, MAX_PER_MINUTE);
}

/** The ids of the models, also where an alias was used. */
function modelsOf(value: unknown, param: string, { prices }: RelayServices): string[] {
  const models = textsOf(value, param, MAX_MODELS, "model ids").map((text, index) => {
    const model = prices.model(text);
    if (!model) throw invalid(`${param}.${index}`, `there is no model ${text.slice(0, 100)}.`);
    return model.id;
  });
  return [...new Set(models)];
}

function addressesOf(value: unknown, param: string): string[] {
  const addresses = textsOf(value, param, MAX_ADDRESSES, "addresses");
  const wrong = addresses.findIndex((text) => !parseRange(text));
  if (wrong >= 0) throw invalid(`${param}.${wrong}`, "must be an address or a network, such as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.");
  return addresses.map((text) => text.trim());
}

/** An empty list would read as "nothing is allowed" and mean the opposite. */
function textsOf(value: unknown, param: string, most: number, what: string): string[] {
  if (value === null) return [];
  const texts = requireArray(value, param);
  if (texts.length < 1 || texts.length > most) throw invalid(param, `must be null or have 1 to ${most} ${what}.`);
  return texts.map((text, index) => requireText(text, `${param}.${index}`));
}

function expiryOf(value: unknown, param: string, { clock }: RelayServices): Date | null {
  if (value === null) return null;
  const expiresAt = new Date(typeof value === "string" && INSTANT.test(value) ? value : Number.NaN);
  if (!(expiresAt > clock.now())) throw invalid(param, "must be null or a time to come, such as 2027-01-31T00:00:00Z.");
  return expiresAt;
}

function wholeNumber(value: unknown, param: string, least: number, most: number): number {
  const isFine = !isAbsent(value) && typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
  if (!isFine) throw invalid(param, `must be a whole number from ${least} to ${most}.`);
  return value;
}
