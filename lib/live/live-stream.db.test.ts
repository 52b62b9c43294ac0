import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test, vi } from "vitest";
import { decodeSession, encodeSession, type SessionClaims } from "@/lib/auth/session-token";
import { readSessionUser } from "@/lib/auth/session-user";
import { grantLot } from "@/lib/ledger/grant-lot";
import { topUpOf } from "@/lib/ledger/testing/wallets";
import type { LiveState } from "@/lib/live/live-state";
import { type LiveTimes, liveStream } from "@/lib/live/live-stream";
import { watchWorkspace } from "@/lib/live/watch-workspace";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { readerSignal, setReader } from "@/lib/platform/reader";
import { signOut } from "@/lib/signup/sign-out";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { insertEvent } from "@/lib/usage/testing/usage-events";

const NEVER_MS = 3_600_000;
const TIMES: LiveTimes = { beatMs: NEVER_MS, sessionCheckMs: NEVER_MS, lifetimeMs: NEVER_MS };

async function person(): Promise<{ session: SessionClaims; workspaceId: string; remoteAddress: string }> {
  const form = newForm();
  const outcome = await signUp(form);
  if (outcome.kind !== "signed_in") throw new Error(outcome.kind);
  const session = await decodeSession(await encodeSession(outcome.session));
  const user = session && (await readSessionUser(session));
  if (!session) throw new Error("no session");
  return { session, workspaceId: user?.workspace.id ?? "", remoteAddress: form.remoteAddress };
}

const topUp = (workspaceId: string) => inTransaction((on) => grantLot(on, topUpOf(workspaceId, 5_000_000_000n)));

/** A reader of the stream as a browser is one: it keeps the newest state and the names of all events. */
async function listen(session: SessionClaims, times = TIMES) {
  const leave = new AbortController();
  const answer = await liveStream(session, leave.signal, times);
  const seen = { events: [] as string[], state: null as LiveState | null, isOver: false };
  void (async () => {
    const decoder = new TextDecoder();
    for await (const part of answer.body as ReadableStream<Uint8Array>)
      for (const [, event = "", data = ""] of decoder.decode(part).matchAll(/event: (\w+)\ndata: (.*)\n\n/g)) {
        seen.events.push(event);
        if (event === "state") seen.state = JSON.parse(data);
      }
    seen.isOver = true;
  })();
  return { answer, seen, leave: () => leave.abort() };
}

test("a reader sees the balance and each newest call within a second, and nothing of another workspace", async () => {
  const [one, other] = [await person(), await person()];
  const [mine, theirs] = [await listen(one.session), await listen(other.session)];
  expect(mine.answer.headers.get("cache-control")).toContain("no-transform");
  await expect.poll(() => mine.seen.state).toMatchObject({ availableNano: "0", running: 0, calls: [] });
  await expect.poll(() => theirs.seen.state).not.toBeNull();
  await topUp(one.workspaceId);
  await expect.poll(() => mine.seen.state?.availableNano, { timeout: 5_000 }).toBe("5000000000");
  const id = await insertEvent({ workspaceId: one.workspaceId, chargeNano: 6_100_000n });
  await expect.poll(() => mine.seen.state?.calls[0]?.id, { timeout: 5_000 }).toBe(id);
  expect(mine.seen.state).toMatchObject({ availableNano: "4993900000", calls: [{ id, chargeNano: "6100000", outcome: "settled" }] });
  expect([theirs.seen.events, theirs.seen.state?.calls]).toEqual([["state"], []]);
  mine.leave();
  theirs.leave();
  await expect.poll(() => [mine.seen.isOver, theirs.seen.isOver]).toEqual([true, true]);
});

test("however many listen, a workspace is read once in a while; with nobody listening, never", async () => {
  const { workspaceId } = await person();
  const reads = vi.spyOn(postgres(), "query");
  const walletReads = () => reads.mock.calls.filter(([text]) => typeof text === "string" && text.includes("FROM wallet")).length;
  const heard: string[] = [];
  const ends = Array.from({ length: 20 }, () => watchWorkspace(workspaceId, (state) => heard.push(state), 50));
  await expect.poll(() => heard.length).toBe(20);
  const before = walletReads();
  await expect.poll(() => walletReads() - before).toBeGreaterThanOrEqual(2);
  // Nothing changed, so nobody was told again.
  expect(heard.length).toBe(20);
  for (const end of ends) end();
  await new Promise((resolve) => setTimeout(resolve, 150));
  const after = walletReads();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(walletReads()).toBe(after);
  reads.mockRestore();
});

test("the reads go on when the request that began them is cancelled", async () => {
  const requests = new AsyncLocalStorage<AbortSignal | undefined>();
  setReader(
    () => requests.getStore(),
    (run) => requests.run(undefined, run),
  );
  const { workspaceId } = await person();
  const signals: unknown[] = [];
  const reads = vi.spyOn(postgres(), "query").mockImplementationOnce(() => {
    signals.push(readerSignal());
    throw new Error("lost");
  });
  const end = await requests.run(AbortSignal.abort(), async () => watchWorkspace(workspaceId, () => undefined, 50));
  await expect.poll(() => signals).toEqual([undefined]);
  end();
  reads.mockRestore();
});

test("a stream ends soon after its session has ended, and says so", async () => {
  const { session, remoteAddress } = await person();
  const { seen } = await listen(session, { ...TIMES, sessionCheckMs: 50 });
  await expect.poll(() => seen.events).toEqual(["state"]);
  await signOut(session, remoteAddress);
  await expect.poll(() => seen.isOver).toBe(true);
  expect(seen.events).toEqual(["state", "ended"]);
  expect((await liveStream(session, new AbortController().signal)).status).toBe(401);
});

test("a stream beats while nothing changes, and ends by itself", async () => {
  const { session } = await person();
  const { seen } = await listen(session, { ...TIMES, beatMs: 40, lifetimeMs: 1_500 });
  await expect.poll(() => seen.isOver, { timeout: 5_000 }).toBe(true);
  expect(seen.events.filter((event) => event === "beat").length).toBeGreaterThan(3);
});

test("a person has at most twelve streams, and each that ends makes room", async () => {
  const { session } = await person();
  const open = await Promise.all(Array.from({ length: 12 }, () => listen(session)));
  expect(open.map(({ answer }) => answer.status)).toEqual(Array(12).fill(200));
  const refused = await liveStream(session, new AbortController().signal);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);
  open[0]?.leave();
  const next = await listen(session);
  expect(next.answer.status).toBe(200);
  for (const each of [...open, next]) each.leave();
  expect((await liveStream(null, new AbortController().signal)).status).toBe(401);
});
