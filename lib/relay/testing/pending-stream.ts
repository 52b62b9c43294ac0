import { afterEach, beforeEach } from "vitest";
import { AppError } from "@/lib/basics/errors";
import type { SettleAnswer, Settlement } from "@/lib/ledger/settlement";
import { streamReply } from "@/lib/relay/answer/stream-reply";
import type { RelayReply, ReplyStream } from "@/lib/relay/call/request";
import type { RoutedAnswer } from "@/lib/relay/routing/send-with-failover";
import type { StreamFollower } from "@/lib/relay/routing/upstream-answer";
import { InFlight } from "@/lib/relay/services/in-flight";
import { OpenStreams } from "@/lib/relay/services/open-streams";
import { MESSAGE } from "@/lib/relay/testing/golden";
import { heldCall } from "@/lib/relay/testing/held-call";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

const SETTLED: SettleAnswer = { chargeNano: 5n, absorbedNano: 0n, availableNano: 10n, isSpooled: false };
const account = { kind: "claude-api" as const, name: "home", secret: "sk-secret", baseUrl: "http://127.0.0.1:9" };

let pool: UpstreamPool;
beforeEach(() => {
  pool = new UpstreamPool([{ id: "home", weight: 1, isDraining: false, account }]);
});
afterEach(() => pool.close());

/** A call for a stream that its upstream has not answered yet, with controls for everything around it. */
export function pendingStream({ amountNano = 1_000_000_000n } = {}) {
  const hold = heldCall({ amountNano });
  const [member] = pool.all() as [PoolMember];
  const [openStreams, inFlight] = [new OpenStreams(), new InFlight()];
  const settled: Settlement[] = [];
  const checkpoints: Settlement[] = [];
  const settling = deferred<SettleAnswer>();
  const ledger = {
    settle: (end: Settlement) => {
      settled.push(end);
      return settling.promise;
    },
    checkpoint: (soFar: Settlement) => void checkpoints.push(soFar),
    extendHold: async () => ({ kind: "refused" as const, reason: "insufficient_balance" as const, availableNano: 0n, heldNano: 0n }),
  };
  let hasLeft = false;
  const answered = deferred<RoutedAnswer>();
  const request = { hasLeft: () => hasLeft };
  const replied = streamReply({ ledger, openStreams, inFlight }, hold, answered.promise, { request, recording: null });
  let outcome: RelayReply | Error | null = null;
  replied.then(
    (reply) => {
      outcome = reply;
    },
    (error) => {
      outcome = error;
    },
  );
  const upstream: string[] = [];
  let follower: StreamFollower | null = null;
  const exchange = {
    pause: () => void upstream.push("pause"),
    resume: () => void upstream.push("resume"),
    abort: (reason: Error) => {
      upstream.push(`abort: ${reason.message}`);
      follower?.fail(reason);
    },
  };
  const route = { account: member, skipped: null };
  return {
    hold,
    member,
    upstream,
    inFlight,
    settled,
    checkpoints,
    outcome: () => outcome,
    /** Moves the clock of the process forward by so many seconds. */
    later: (seconds: number) => openStreams.tick(performance.now() + seconds * 1_000),
    async streams(): Promise<StreamFollower> {
      const bytes = {
        follow(by: StreamFollower) {
          follower = by;
        },
      };
      answered.resolve({ route, answer: { kind: "stream", headers: { "request-id": "up_1" }, exchange, bytes } });
      await letWorkFinish();
      return follower as unknown as StreamFollower;
    },
    async answersWhole() {
      answered.resolve({ route, answer: { kind: "message", headers: {}, body: Buffer.from(JSON.stringify(MESSAGE)), message: MESSAGE } });
      await letWorkFinish();
    },
    async refuses() {
      answered.resolve({ route, answer: { kind: "refused", error: new AppError("upstream_unavailable", "Nobody is there.") } });
      await letWorkFinish();
    },
    async settles() {
      settling.resolve(SETTLED);
      await letWorkFinish();
    },
    async failsToSettle() {
      settling.reject(new Error("nothing reached the ledger"));
      await letWorkFinish();
    },
    leave: () => {
      hasLeft = true;
    },
    reply: async (): Promise<RelayReply> => await replied,
    /** Whether a closing process waits for the stream. */
    async isWaitedFor(): Promise<boolean> {
      let isDone = false;
      void inFlight.none().then(() => {
        isDone = true;
      });
      await letWorkFinish();
      return !isDone;
    },
  };
}

/** A promise and the functions that settle it. */
function deferred<Value>() {
  let [resolve, reject]: [(value: Value) => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<Value>((...hands) => {
    [resolve, reject] = hands;
  });
  return { promise, resolve, reject };
}

/** Lets all work finish that does not wait for another system. */
export const letWorkFinish = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A client that reads what it is sent, or lets it accumulate while it is slow. */
export function readReply(stream: RelayReply["body"]) {
  const got = { text: "", ending: "none" as "none" | "end" | "break", isSlow: false };
  (stream as ReplyStream).start({
    write(chunk) {
      got.text += Buffer.from(chunk).toString();
      return !got.isSlow;
    },
    end(last) {
      got.text += last ? Buffer.from(last).toString() : "";
      got.ending = "end";
    },
    destroy() {
      got.ending = "break";
    },
  });
  return got;
}
