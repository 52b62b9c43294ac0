import { expect, test } from "vitest";
import { type Listed, Roster } from "@/lib/basics/roster";

type Named = Listed & { name: string };
const named = (name: string): Named => ({ name, rosterPlace: -1 });
const namesIn = (roster: Roster<Named>) => {
  const names: string[] = [];
  roster.forEach(({ name }) => void names.push(name));
  return names.sort().join("");
};

test("a member stays until it is removed, in any order of removal", () => {
  const roster = new Roster<Named>();
  const [a, b, c, d] = ["a", "b", "c", "d"].map(named) as [Named, Named, Named, Named];
  for (const each of [a, b, c, d]) roster.add(each);
  roster.remove(b);
  expect(namesIn(roster)).toBe("acd");
  roster.remove(b);
  roster.remove(named("x"));
  expect(namesIn(roster)).toBe("acd");
  roster.remove(d);
  roster.remove(a);
  roster.add(b);
  expect(namesIn(roster)).toBe("bc");
  roster.remove(c);
  roster.remove(b);
  expect(roster.size).toBe(0);
});

test("a member removed while all are visited is not visited any more, and no other is left out", () => {
  const roster = new Roster<Named>();
  const all = ["a", "b", "c", "d"].map(named);
  for (const each of all) roster.add(each);
  const seen: string[] = [];
  roster.forEach((each) => {
    seen.push(each.name);
    if (each.name === "a") roster.remove(all[2] as Named);
    roster.remove(each);
  });
  expect(seen).toEqual(["a", "b", "d"]);
  expect(roster.size).toBe(0);
});
