import { memberNamed, membersOf, memberValue, rewritten } from "@/lib/json-bytes/json-text";
import { explicitMarker } from "@/lib/upstreams/automatic-marker";
import { fieldsLeft } from "@/lib/upstreams/beta-fields";
import type { ClassifiedBetas } from "@/lib/upstreams/betas";
import { DROPPED_FIELDS, type PlatformLimits, refuseUnsupported } from "@/lib/upstreams/cloud-refusals";
import { withoutSystemTurns } from "@/lib/upstreams/system-turns";

// A marker at the top level becomes one on a block; a count does not depend on it.
const DROPPED = new Set([...DROPPED_FIELDS, "cache_control"]);
const WITHOUT_MODEL = new Set([...DROPPED, "model"]);

// Valid for every model. Anthropic's newer version differs only in what it refuses.
const VERSION = '"anthropic_version":"vertex-2023-10-16"';

export function vertexLimits(location: string): PlatformLimits {
  return {
    name: "Google Vertex AI",
    largestBodyBytes: 30 * 1024 * 1024,
    datedTools: /^(bash|text_editor|computer|memory|tool_search_tool|web_search)_/,
    staysInUs: /^us(-|$)/.test(location),
  };
}

type PredictBody = { body: Buffer; isStream: boolean; fieldsLeft: string[] };

/** The caller's own bytes without `model`, which the path contains, and with the version. Throws for what Vertex AI cannot do. */
export function predictBody(requestBody: Buffer, betas: ClassifiedBetas, limits: PlatformLimits): PredictBody {
  const body = withoutSystemTurns(requestBody);
  const members = membersOf(body);
  refuseUnsupported(body, members, limits);
  const left = fieldsLeft(betas, members, limits.name);
  return {
    body: rewritten(body, members, { before: [VERSION], without: without(WITHOUT_MODEL, left), values: explicitMarker(body, members) }),
    isStream: memberValue(body, memberNamed(members, "stream")) === true,
    fieldsLeft: left,
  };
}

/** A count names its model in the body: the path is the same for all. */
export function countBody(requestBody: Buffer, id: string, betas: ClassifiedBetas, limits: PlatformLimits): Buffer {
  const body = withoutSystemTurns(requestBody);
  const members = membersOf(body);
  refuseUnsupported(body, members, limits);
  const left = fieldsLeft(betas, members, limits.name);
  return rewritten(body, members, { before: [VERSION], without: without(DROPPED, left), values: { model: JSON.stringify(id) } });
}

function without(always: ReadonlySet<string>, left: readonly string[]): ReadonlySet<string> {
  return left.length > 0 ? new Set([...always, ...left]) : always;
}
