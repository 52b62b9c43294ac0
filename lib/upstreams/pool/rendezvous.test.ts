import { expect, test } from "vitest";
import { conversationHash, ranked, seedOf } from "@/lib/upstreams/pool/rendezvous";

const account = (id: string, weight = 1) => ({ id, weight, seed: seedOf(id) });
const CONVERSATIONS = Array.from({ length: 8_000 }, (_, n) => conversationHash(`workspace-1 claude-opus-5 session-${n}`));
const homes = (members: { id: string; weight: number; seed: number }[]) => CONVERSATIONS.map((hash) => ranked(members, hash)[0]?.id);
const shareOf = (found: (string | undefined)[], id: string) => found.filter((each) => each === id).length / found.length;

test("a conversation finds the same account in every process, in whatever order the accounts are read", () => {
  const accounts = ["a", "b", "c", "d"].map((id) => account(id));
  expect(homes(accounts)).toEqual(homes(accounts.toReversed()));
});

test("each account gets its share of the conversations by weight", () => {
  const found = homes([account("a", 1), account("b", 2), account("c", 5)]);
  expect(Math.abs(shareOf(found, "a") - 1 / 8)).toBeLessThan(0.02);
  expect(Math.abs(shareOf(found, "b") - 2 / 8)).toBeLessThan(0.02);
  expect(Math.abs(shareOf(found, "c") - 5 / 8)).toBeLessThan(0.02);
});

test("an account that goes moves only its own conversations, and spreads them over all others", () => {
  const all = ["a", "b", "c", "d"].map((id) => account(id));
  const [before, after] = [homes(all), homes(all.slice(1))];
  const moved = before.flatMap((home, index) => (home === after[index] ? [] : [{ home, to: after[index] }]));
  expect(new Set(moved.map(({ home }) => home))).toEqual(new Set(["a"]));
  for (const to of ["b", "c", "d"])
    expect(Math.abs(moved.filter((each) => each.to === to).length / moved.length - 1 / 3)).toBeLessThan(0.05);
});

test("a lower weight only takes conversations away", () => {
  const before = homes([account("a", 4), account("b", 4)]);
  const after = homes([account("a", 1), account("b", 4)]);
  expect(before.every((home, index) => home === "a" || after[index] === "b")).toBe(true);
});
