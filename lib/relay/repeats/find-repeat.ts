import type { Call } from "@/lib/relay/call/call";
import type { RelayReply } from "@/lib/relay/call/request";
import type { RecentAnswers } from "@/lib/relay/repeats/recent-answers";
import { Recording } from "@/lib/relay/repeats/recording";

/** Either the reply to a call that was made before, or what records the reply to this one; neither for a call without an Idempotency-Key. */
export type Repeat = { reply: RelayReply; recording: null } | { reply: null; recording: Recording | null };

const NO_REPEAT: Repeat = { reply: null, recording: null };

/**
 * Whether the call repeats one of this process. It waits for one that runs and is given the same bytes; everywhere else the hold decides
 * whether there is a call to be made at all. Where there was none, repeats wait for this one until its recording ends.
 */
export function findRepeat(answers: RecentAnswers, call: Call): Repeat | Promise<Repeat> {
  return call.idempotency === null ? NO_REPEAT : findKeyed(answers, call);
}

async function findKeyed(answers: RecentAnswers, call: Call): Promise<Repeat> {
  for (let known = answers.find(call, Date.now()); known !== undefined; known = answers.find(call, Date.now())) {
    const kept = await known;
    if (kept) return { reply: { ...kept, headers: { ...kept.headers, "x-relais-idempotent-replay": "true" } }, recording: null };
  }
  // In the same turn as the look: a repeat that comes between the two would be made as well.
  return { reply: null, recording: new Recording(answers, call) };
}
