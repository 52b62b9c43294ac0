import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { subnetOf } from "@/lib/platform/addresses/subnet";
import { type AttemptSubject, countAttempt } from "@/lib/throttle/attempts";

let next = 0;
const somebody = (): AttemptSubject => ({ remoteAddress: `10.${++next}.0.1`, email: `person-${next}@example.test` });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function fail(subject: AttemptSubject, times: number) {
  const outcomes = [];
  for (let index = 0; index < times; index++) outcomes.push(await countAttempt("sign_in", subject));
  return outcomes.map((outcome) => (outcome.kind === "wait" ? outcome.seconds : 0));
}

test("five failures are free, then each wait is twice the last, up to a quarter of an hour", async () => {
  const subject = somebody();
  expect(await fail(subject, 7)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  for (const seconds of [1, 2, 4, 8]) {
    vi.advanceTimersByTime(seconds * 1000);
    expect(await fail(subject, 2)).toEqual([0, seconds * 2]);
  }
  for (let index = 0; index < 20; index++) {
    vi.advanceTimersByTime(900_000);
    await fail(subject, 1);
  }
  expect(await fail(subject, 1)).toEqual([900]);
});

test("a hundred guesses at once are six", async () => {
  const subject = somebody();
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => countAttempt("sign_in", subject)));
  expect(outcomes.filter((outcome) => outcome.kind === "allowed")).toHaveLength(6);
});

test("a person whose address is not known is slowed by their own failures, and by nobody else's", async () => {
  for (let index = 0; index < 200; index++) await fail({ remoteAddress: "unknown", email: `guessed-${index}@example.test` }, 1);
  expect(await fail({ remoteAddress: "unknown", email: "owner@example.test" }, 8)).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
});

test("knocking while one has to wait does not lengthen the wait", async () => {
  const subject = somebody();
  await fail(subject, 6);
  expect(await fail(subject, 30)).toEqual(Array(30).fill(1));
  vi.advanceTimersByTime(1000);
  expect(await fail(subject, 1)).toEqual([0]);
});

async function succeed(subject: AttemptSubject) {
  const attempt = await countAttempt("sign_in", subject);
  if (attempt.kind === "wait") throw new Error("expected to be let in");
  await attempt.succeeded();
}

test("a success forgets the failures, and the wait that they have led to", async () => {
  const subject = somebody();
  await fail(subject, 5);
  await succeed(subject);
  expect(await fail(subject, 7)).toEqual([0, 0, 0, 0, 0, 0, 1]);
});

test("a success forgets no failures of its network: an account of one's own does not pay for guesses", async () => {
  const remoteAddress = "10.201.0.1";
  for (let index = 0; index < 50; index++) await fail({ remoteAddress, email: `${index}@own.test` }, 1);
  await succeed({ remoteAddress, email: "owner@own.test" });
  expect(await fail({ remoteAddress, email: "50@own.test" }, 1)).toEqual([1]);
});

test("guesses from everywhere hold the owner up for ten seconds at most", async () => {
  const { email } = somebody();
  for (let index = 0; index < 60; index++) {
    await countAttempt("sign_in", { email, remoteAddress: `172.16.${index}.1` });
    vi.advanceTimersByTime(10_000);
  }
  await countAttempt("sign_in", { email, remoteAddress: "172.17.0.1" });
  expect(await countAttempt("sign_in", { email, remoteAddress: "192.168.9.9" })).toEqual({ kind: "wait", seconds: 10 });
});

test("an attempt that has to wait for others' guesses is not held against its own network", async () => {
  const { email } = somebody();
  for (let index = 0; index < 60; index++) {
    await countAttempt("sign_in", { email, remoteAddress: `172.18.${index}.1` });
    vi.advanceTimersByTime(10_000);
  }
  await countAttempt("sign_in", { email, remoteAddress: "172.19.0.1" });
  expect(await fail({ email, remoteAddress: "192.168.8.8" }, 20)).toEqual(Array(20).fill(10));
});

test("one network that tries many people is slowed down, and its neighbours are not", async () => {
  const remoteAddress = "10.200.0.1";
  const outcomes = [];
  for (let index = 0; index < 52; index++) outcomes.push(await countAttempt("sign_in", { remoteAddress, email: `${index}@many.test` }));
  expect(outcomes.map((outcome) => outcome.kind).filter((kind) => kind === "wait")).toHaveLength(1);
  expect(await countAttempt("sign_in", { remoteAddress: "10.200.1.1", email: "0@many.test" })).toMatchObject({ kind: "allowed" });
});

test.each([
  ["192.0.2.77", "192.0.2.0/24"],
  ["::ffff:192.0.2.77", "192.0.2.0/24"],
  ["2001:db8:1:2ff:aaaa::1", "2001:0db8:0001:0200::/56"],
  ["::1", "0000:0000:0000:0000::/56"],
  ["fe80::1%eth0", "fe80:0000:0000:0000::/56"],
  ["nonsense", "unknown"],
])("%s belongs to %s", (address, subnet) => {
  expect(subnetOf(address)).toBe(subnet);
});
