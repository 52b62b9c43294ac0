import { type Member, memberNamed, membersOf, rewritten } from "@/lib/json-bytes/json-text";
import { explicitMarker } from "@/lib/upstreams/automatic-marker";
import { fieldsLeft } from "@/lib/upstreams/beta-fields";
import type { ClassifiedBetas } from "@/lib/upstreams/betas";
import { DROPPED_FIELDS, type PlatformLimits, refuseUnsupported } from "@/lib/upstreams/cloud-refusals";
import { withoutSystemTurns } from "@/lib/upstreams/system-turns";

const DROPPED = new Set([...DROPPED_FIELDS, "model", "stream", "cache_control"]);

// Amazon's own version is valid for every model; models whose id has a date refuse Anthropic's of 2026-10-21.
const VERSION = '"anthropic_version":"bedrock-2023-05-31"';

export function bedrockLimits(staysInUs: boolean): PlatformLimits {
  return {
    name: "Amazon Bedrock",
    largestBodyBytes: 20 * 1024 * 1024,
    datedTools: /^(bash|text_editor|computer|memory|tool_search_tool)_/,
    staysInUs,
  };
}

type InvokeBody = { body: Buffer; isStream: boolean; fieldsLeft: string[] };

/**
 * The body of InvokeModel: the caller's own bytes without `model` and `stream`, which the path contains, and with version and betas, which
 * Anthropic's API has in headers. Throws `invalid_request` for what Bedrock cannot do.
 */
export function invokeBody(requestBody: Buffer, betas: ClassifiedBetas, limits: PlatformLimits): InvokeBody {
  const body = withoutSystemTurns(requestBody);
  const members = membersOf(body);
  refuseUnsupported(body, members, limits);
  const left = fieldsLeft(betas, members, limits.name);
  const before = betas.sent.length > 0 ? [VERSION, `"anthropic_beta":${JSON.stringify(betas.sent)}`] : [VERSION];
  const without = left.length > 0 ? new Set([...DROPPED, ...left]) : DROPPED;
  return {
    body: rewritten(body, members, { before, without, values: explicitMarker(body, members) }),
    isStream: isTrue(body, memberNamed(members, "stream")),
    fieldsLeft: left,
  };
}

/** Bedrock counts the tokens of an InvokeModel body, which must have a `max_tokens`. */
export function countTokensBody(body: Buffer, betas: ClassifiedBetas, limits: PlatformLimits): string {
  const invoke = invokeBody(body, betas, limits).body;
  const members = membersOf(invoke);
  const whole = memberNamed(members, "max_tokens") ? invoke : rewritten(invoke, members, { before: ['"max_tokens":1'] });
  return JSON.stringify({ input: { invokeModel: { body: whole.toString("base64") } } });
}

/** The body with another model's name and without these fields. No other byte changes. */
export function withModel(body: Buffer, model: string, without?: ReadonlySet<string>): Buffer {
  return rewritten(body, membersOf(body), { ...(without && { without }), values: { model: JSON.stringify(model) } });
}

function isTrue(body: Buffer, member: Member | undefined): boolean {
  return member !== undefined && body.toString("latin1", member.valueFrom, member.to) === "true";
}
