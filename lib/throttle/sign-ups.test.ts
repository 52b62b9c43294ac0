import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { env } from "@/lib/platform/env";
import { countSignUp } from "@/lib/throttle/sign-ups";

const AN_HOUR = env.RELAIS_SIGN_UPS_PER_HOUR;
let next = 0;
const somewhere = () => `198.51.100.${++next}`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function signUps(addresses: string[]): Promise<number[]> {
  const counted = [];
  for (const address of addresses) counted.push(await countSignUp(address));
  return counted.map((each) => (each.kind === "wait" ? each.seconds : 0));
}

const times = (count: number, address: string) => Array<string>(count).fill(address);

test("as many people an hour sign up from an address as are allowed, and the next ones wait for the rest of the hour", async () => {
  const address = somewhere();
  expect(await signUps(times(AN_HOUR, address))).toEqual(Array(AN_HOUR).fill(0));
  vi.advanceTimersByTime(60_000);
  expect(await signUps([address, somewhere()])).toEqual([3_540, 0]);
  vi.advanceTimersByTime(3_540_000);
  expect(await signUps([address])).toEqual([0]);
});

test("many sign-ups at once are no more than one after the other", async () => {
  const address = somewhere();
  const counted = await Promise.all(times(3 * AN_HOUR, address).map((each) => countSignUp(each)));
  expect(counted.filter(({ kind }) => kind === "allowed")).toHaveLength(AN_HOUR);
});

test("a person who was not made after all does not count", async () => {
  const address = somewhere();
  await signUps(times(AN_HOUR - 1, address));
  const last = await countSignUp(address);
  if (last.kind === "allowed") await last.notMade();
  expect(await signUps(times(2, address))).toEqual([0, 3_600]);
});

test("the addresses of one IPv6 line count together, those of the next line apart", async () => {
  const line = Array.from({ length: AN_HOUR }, (_, n) => `2001:db8:0:1${String(n).padStart(2, "0")}::${n}`);
  expect(await signUps(line)).toEqual(Array(AN_HOUR).fill(0));
  expect(await signUps(["2001:db8:0:1ff::1", "2001:db8:0:200::1"])).toEqual([3_600, 0]);
});

test("without a known address nobody waits for the others", async () => {
  expect(await signUps(times(2 * AN_HOUR, "unknown"))).toEqual(Array(2 * AN_HOUR).fill(0));
  const unknown = await countSignUp("unknown");
  if (unknown.kind === "allowed") await unknown.notMade();
});
