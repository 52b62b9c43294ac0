import type { Call } from "@/lib/relay/call/call";
import { isStream, type RelayReply } from "@/lib/relay/call/request";
import type { KeptReply, RecentAnswers } from "@/lib/relay/repeats/recent-answers";
import { TapedAnswer } from "@/lib/relay/repeats/taped-answer";
import { bufferOf } from "@/lib/wire/json";

/** Headers that tell of a moment that is past when an answer is given again. */
const MOMENTARY = /^(x-ratelimit-|anthropic-ratelimit-|x-relais-balance$|content-length$)/;

/**
 * A call with an Idempotency-Key. Its repeat in this process waits for it and is given the same bytes; everywhere else the
 * hold decides whether there is a call to be made at all.
 */
export async function relayOnce(answers: RecentAnswers, call: Call, relay: () => Promise<RelayReply>): Promise<RelayReply> {
  for (let known = answers.find(call, Date.now()); known !== undefined; known = answers.find(call, Date.now())) {
    const kept = await known;
    if (kept) return { ...kept, headers: { ...kept.headers, "x-relais-idempotent-replay": "true" } };
  }
  return call.asked.request.isStream ? streamed(answers, call, relay) : whole(answers, call, relay);
}

async function whole(answers: RecentAnswers, call: Call, relay: () => Promise<RelayReply>): Promise<RelayReply> {
  const reply = relay();
  answers.join(call, reply.then(keptOf));
  return reply;
}

/** A stream is kept once it has come to its end. Who asks again before is told that it runs. */
async function streamed(answers: RecentAnswers, call: Call, relay: () => Promise<RelayReply>): Promise<RelayReply> {
  const { answerStream } = call.asked;
  let reply: RelayReply | null = null;
  call.asked.answerStream = (meter) =>
    new TapedAnswer(answerStream(meter), (body) => {
      if (reply) answers.keep(call, { status: reply.status, headers: lasting(reply.headers), body }, Date.now());
    });
  reply = await relay();
  return reply;
}

function keptOf({ status, headers, body }: RelayReply): KeptReply {
  if (isStream(body) || headers["x-relais-charge"] === "0") return null;
  return { status, headers: lasting(headers), body: bufferOf(typeof body === "string" ? Buffer.from(body) : body) };
}

function lasting(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !MOMENTARY.test(name)));
}
