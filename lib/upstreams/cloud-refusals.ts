import { AppError } from "@/lib/basics/errors";
import { type Member, memberNamed, memberValue } from "@/lib/json-bytes/json-text";
import { namedSourcesIn } from "@/lib/upstreams/links/linked-sources";
import { LinksNotTaken } from "@/lib/upstreams/links/links-not-taken";
import { isObject } from "@/lib/wire/json";

/** The parts of the Messages API that one platform supports. */
export type PlatformLimits = {
  name: string;
  largestBodyBytes: number;
  /** Kinds of dated tools that it takes: tools that the caller runs, and tools that the platform runs itself. */
  datedTools: RegExp;
  /** Whether a call certainly stays in the United States. */
  staysInUs: boolean;
};

/** Fields that only Anthropic's own API has. Their loss changes neither the answer nor its price. */
export const DROPPED_FIELDS: ReadonlySet<string> = new Set(["inference_geo", "speed", "service_tier", "diagnostics"]);

const OWN_FIELDS = ["anthropic_version", "anthropic_beta"];
const REFUSED_FIELDS = ["container", "mcp_servers"];

/** Throws where the platform cannot give the requested answer; another upstream may. */
export function refuseUnsupported(body: Buffer, members: Member[], limits: PlatformLimits): void {
  if (body.length > limits.largestBodyBytes) {
    throw new AppError("request_too_large", `Requests for this model may have ${limits.largestBodyBytes} bytes. Nothing was charged.`);
  }
  // These fields would replace ours.
  for (const field of OWN_FIELDS) if (memberNamed(members, field)) throw refused(field, "Extra inputs are not permitted", limits);
  for (const field of REFUSED_FIELDS) if (isSet(body, members, field)) throw refused(field, "is not available", limits);
  if (memberValue(body, memberNamed(members, "speed")) === "fast") throw refused("speed", "fast mode is not available", limits);
  const geo = memberValue(body, memberNamed(members, "inference_geo")) ?? "global";
  if (geo !== "global" && !(geo === "us" && limits.staysInUs)) throw refused("inference_geo", `${String(geo)} is not available`, limits);
  refuseServerTools(body, members, limits);
  refuseSources(body, limits);
}

function refuseServerTools(body: Buffer, members: Member[], limits: PlatformLimits): void {
  const tools = memberNamed(members, "tools");
  if (!tools || !/_\d{8}"/.test(body.toString("latin1", tools.valueFrom, tools.to))) return;
  for (const [index, tool] of asList(memberValue(body, tools)).entries()) {
    const type = isObject(tool) ? tool.type : undefined;
    if (typeof type !== "string" || !/_\d{8}$/.test(type) || limits.datedTools.test(type)) continue;
    throw refused(`tools.${index}.type`, `${type.slice(0, 60)} is not available`, limits);
  }
}

/** Neither platform fetches from addresses, and neither has Anthropic's files. */
export function refuseSources(body: Buffer, limits: PlatformLimits): void {
  const named = namedSourcesIn(body);
  if (named.some(({ type }) => type === "file")) {
    throw refused("messages", "a source of type file is not available; send the content as base64", limits);
  }
  if (named.length > 0) throw new LinksNotTaken(limits.name, limits.largestBodyBytes);
}

function isSet(body: Buffer, members: Member[], field: string): boolean {
  const value = memberValue(body, memberNamed(members, field));
  return value !== undefined && value !== null;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function refused(param: string, reason: string, { name }: PlatformLimits): AppError {
  return new AppError("invalid_request", `${param}: ${reason} where this model is served (${name}). Nothing was charged.`, { param });
}
