import { explicitMarker } from "@/lib/upstreams/bedrock/automatic-marker";
import { DROPPED_FIELDS, type PlatformLimits, refuseUnsupported } from "@/lib/upstreams/cloud-refusals";
import { withoutSystemTurns } from "@/lib/upstreams/system-turns";
import { type Member, memberNamed, membersOf, rewritten } from "@/lib/wire/json-text";

const DROPPED = new Set([...DROPPED_FIELDS, "model", "stream", "cache_control"]);

// Amazon's own version is valid for every model; Anthropic's of 2026-10-21 is refused by those whose id has a date.
const VERSION = '"anthropic_version":"bedrock-2023-05-31"';

export function bedrockLimits(staysInUs: boolean): PlatformLimits {
  return {
    name: "Amazon Bedrock",
    largestBodyBytes: 20 * 1024 * 1024,
    datedTools: /^(bash|text_editor|computer|memory|tool_search_tool)_/,
    staysInUs,
  };
}

/**
 * The body of InvokeModel: the caller's own bytes without `model` and `stream`, which the path says, and with version and betas,
 * which Anthropic's API has in headers. Throws `invalid_request` for what Bedrock cannot do.
 */
export function invokeBody(asked: Buffer, betas: string[], limits: PlatformLimits): { body: Buffer; isStream: boolean } {
  const body = withoutSystemTurns(asked);
  const members = membersOf(body);
  refuseUnsupported(body, members, limits);
  const before = betas.length > 0 ? [VERSION, `"anthropic_beta":${JSON.stringify(betas)}`] : [VERSION];
  return {
    body: rewritten(body, members, { before, without: DROPPED, values: explicitMarker(body, members) }),
    isStream: isTrue(body, memberNamed(members, "stream")),
  };
}

/** Bedrock counts the tokens of an InvokeModel body, which has to name a longest answer. */
export function countTokensBody(body: Buffer, betas: string[], limits: PlatformLimits): string {
  const invoke = invokeBody(body, betas, limits).body;
  const members = membersOf(invoke);
  const whole = memberNamed(members, "max_tokens") ? invoke : rewritten(invoke, members, { before: ['"max_tokens":1'] });
  return JSON.stringify({ input: { invokeModel: { body: whole.toString("base64") } } });
}

/** The body with another model's name in it and no other byte changed. */
export function withModel(body: Buffer, model: string): Buffer {
  return rewritten(body, membersOf(body), { values: { model: JSON.stringify(model) } });
}

function isTrue(body: Buffer, member: Member | undefined): boolean {
  return member !== undefined && body.toString("latin1", member.valueFrom, member.to) === "true";
}
