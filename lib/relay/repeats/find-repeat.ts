import type { Call } from "@/lib/relay/call/call";
import type { RelayReply } from "@/lib/relay/call/request";
import type { RecentAnswers } from "@/lib/relay/repeats/recent-answers";
import { Recording } from "@/lib/relay/repeats/recording";

/** The reply to an earlier call, or the recording of the reply to this one; neither for a call without an Idempotency-Key. */
export type Repeat = { reply: RelayReply; recording: null } | { reply: null; recording: Recording | null };

const NO_REPEAT: Repeat = { reply: null, recording: null };

/**
 * Whether the call repeats one of this process. A repeat waits for a running call and gets the same bytes. For calls of other processes
 * the hold decides. If there is no earlier call, repeats wait for this one until its recording ends.
 */
export function findRepeat(answers: RecentAnswers, call: Call): Repeat | Promise<Repeat> {
  return call.idempotency === null ? NO_REPEAT : findKeyed(answers, call);
}

async function findKeyed(answers: RecentAnswers, call: Call): Promise<Repeat> {
  for (let known = answers.find(call, Date.now()); known !== undefined; known = answers.find(call, Date.now())) {
    const stored = await known;
    if (stored) return { reply: { ...stored, headers: { ...stored.headers, "x-relais-idempotent-replay": "true" } }, recording: null };
  }
  // In the same turn as the lookup: a repeat between the two would be made as well.
  return { reply: null, recording: new Recording(answers, call) };
}
