import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FOLDER = "docs/decisions";
const files = readdirSync(FOLDER).filter((name) => /^\d{4}-.+\.md$/.test(name));

type Decision = { number: string; name: string; title: string; state: string };

/** A page begins with its title, an empty line, and `2026-11-21. In force.` or its later state. */
function decisionIn(name: string): Decision {
  const [heading = "", , line = ""] = readFileSync(`${FOLDER}/${name}`, "utf8").split("\n");
  const number = name.slice(0, 4);
  const title = heading.startsWith(`# ${number}: `) ? heading.slice(8) : "";
  const state = /^\d{4}-\d{2}-\d{2}\. ((?:In force|Superseded by \d{4}).*\.)$/.exec(line)?.[1] ?? "";
  return { number, name, title, state };
}

const decisions = files.map(decisionIn);

test("every decision has its number, a title and a state in the same form", () => {
  expect(decisions.filter(({ title, state }) => title === "" || state === "").map(({ name }) => name)).toEqual([]);
});

test("the index has every decision, with its title and state", () => {
  const rows = readFileSync(`${FOLDER}/README.md`, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ["));
  expect(rows).toEqual(decisions.map(({ number, name, title, state }) => `| [${number}](${name}) | ${title} | ${state} |`));
});

test("a decision that names another one in its state is named there too", () => {
  const namesIn = (state: string): string[] => state.match(/\b\d{4}\b/g) ?? [];
  const oneSided = decisions.flatMap(({ number, state }) =>
    namesIn(state)
      .filter((other) => !namesIn(decisions.find((each) => each.number === other)?.state ?? "").includes(number))
      .map((other) => `${number} names ${other}`),
  );
  expect(oneSided).toEqual([]);
});
