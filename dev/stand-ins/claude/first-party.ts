import { refuseFieldsWithoutBeta, refuseUnknownBetas } from "./betas";
import { authenticate, type Received } from "./call";
import { invalid } from "./errors";
import type { StandIn } from "./stand-in";

const VERSIONS = new Set(["2023-01-01", "2023-06-01", "2026-10-21"]);

/** The demands of Anthropic's own API beyond those of every platform: a version, betas that exist, the beta of each field, and a
 * user profile that exists. */
export function checkFirstParty({ profiles }: Pick<StandIn, "profiles">, received: Received): Received {
  const account = authenticate(received.headers);
  const version = received.headers["anthropic-version"];
  if (!version) throw invalid("anthropic-version: header is required");
  if (!VERSIONS.has(String(version))) throw invalid(`anthropic-version: "${version}" is not a valid version`);
  refuseUnknownBetas(received.rules.betas);
  const body = received.json();
  refuseFieldsWithoutBeta(body, received.rules.betas);
  profiles.checkNamed(account, received.headers["anthropic-user-profile-id"], received.nowMs);
  return { ...received, json: () => body };
}
