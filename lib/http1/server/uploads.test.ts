import fc from "fast-check";
import { expect, test } from "vitest";
import { Uploads } from "@/lib/http1/server/uploads";

function watched(mostBytes = 1_000_000) {
  const clock = { ms: 0 };
  const ended: string[] = [];
  const all = new Uploads(mostBytes, () => clock.ms);
  return { clock, ended, all, begin: (name: string) => all.begin((why) => ended.push(`${name} ${why}`)) };
}

test("a body that stops half-way is refused after a quarter of a minute, one that goes on is not", () => {
  const { clock, ended, all, begin } = watched();
  const [stalled, steady] = [begin("stalled"), begin("steady")];
  all.take(stalled, 100_000);
  for (; clock.ms < 60_000; clock.ms += 1_000) {
    all.take(steady, 4_200);
    all.check();
  }
  expect(ended).toEqual(["stalled too_slow"]);
  expect(all.size).toBe(1);
});

test("a body that only drips is refused", () => {
  const { clock, ended, all, begin } = watched();
  const drip = begin("drip");
  for (; clock.ms < 30_000; clock.ms += 500) {
    all.take(drip, 100);
    all.check();
  }
  expect(ended).toEqual(["drip too_slow"]);
});

test("when all together take too much, the slowest ends first, and a new one is not judged by its first moment", () => {
  const { clock, ended, all, begin } = watched(1_000);
  const slow = begin("slow");
  const quick = begin("quick");
  all.take(slow, 300);
  all.take(quick, 500);
  clock.ms = 3_000;
  all.take(quick, 100);
  const young = begin("young");
  all.take(young, 200);
  expect(ended).toEqual(["slow no_room"]);
  clock.ms = 3_100;
  all.take(young, 700);
  expect(ended).toEqual(["slow no_room", "quick no_room"]);
  all.take(young, 200);
  expect(ended).toEqual(["slow no_room", "quick no_room", "young no_room"]);
});

test("a body that is only passed on takes no memory, and its sender is not blamed for a slow receiver", () => {
  const { clock, ended, all } = watched(1_000);
  const passing = all.begin((why) => ended.push(why), true);
  for (let piece = 0; piece < 5; piece++) {
    clock.ms += 1_000;
    all.take(passing, 5_000);
    all.pause(passing);
    clock.ms += 60_000;
    all.check();
    all.resume(passing);
  }
  expect(ended).toEqual([]);
  clock.ms += 15_001;
  all.check();
  expect(ended).toEqual(["too_slow"]);
  expect(all.size).toBe(0);
});

test("open bodies never take more than the bound, whatever comes and goes", () => {
  const step = fc.record({ who: fc.nat(9), bytes: fc.nat(600), ms: fc.nat(5_000), isDone: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const clock = { ms: 0 };
      const all = new Uploads(1_000, () => clock.ms);
      const live = new Map<number, { bytes: number; upload: ReturnType<Uploads["begin"]> }>();
      for (const { who, bytes, ms, isDone } of steps) {
        clock.ms += ms;
        const known = live.get(who);
        const one = known ?? { bytes: 0, upload: all.begin(() => live.delete(who)) };
        live.set(who, one);
        one.bytes += bytes;
        all.take(one.upload, bytes);
        if (isDone) {
          all.finish(one.upload);
          live.delete(who);
        }
        all.check();
        expect([...live.values()].reduce((sum, each) => sum + each.bytes, 0)).toBeLessThanOrEqual(1_000);
        expect(all.size).toBe(live.size);
      }
    }),
  );
});
