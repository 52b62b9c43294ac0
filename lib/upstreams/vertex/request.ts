import { DROPPED_FIELDS, type PlatformLimits, refuseUnsupported } from "@/lib/upstreams/cloud-refusals";
import { withoutSystemTurns } from "@/lib/upstreams/system-turns";
import { memberNamed, membersOf, memberValue, rewritten } from "@/lib/wire/json-text";

const WITHOUT_MODEL = new Set([...DROPPED_FIELDS, "model"]);

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

/** The caller's own bytes without `model`, which the path says, and with the version. Throws for what Vertex AI cannot do. */
export function predictBody(asked: Buffer, limits: PlatformLimits): { body: Buffer; isStream: boolean } {
  const body = withoutSystemTurns(asked);
  const members = membersOf(body);
  refuseUnsupported(body, members, limits);
  return {
    body: rewritten(body, members, { before: [VERSION], without: WITHOUT_MODEL }),
    isStream: memberValue(body, memberNamed(members, "stream")) === true,
  };
}

/** Counting names its model in the body: the path is the same for all. */
export function countBody(asked: Buffer, id: string, limits: PlatformLimits): Buffer {
  const body = withoutSystemTurns(asked);
  const members = membersOf(body);
  refuseUnsupported(body, members, limits);
  return rewritten(body, members, { before: [VERSION], without: DROPPED_FIELDS, values: { model: JSON.stringify(id) } });
}
