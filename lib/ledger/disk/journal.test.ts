import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { Journal } from "@/lib/ledger/disk/journal";
import { settlementsOf, spoolLine } from "@/lib/ledger/disk/spool-line";
import { newSpoolFolder } from "@/lib/testing/ledger";
import { holdOf, settlementOf } from "@/lib/testing/ledger-calls";

const HALF_BYTES = 256 * 1024;

test("what is written stays until it is blanked, and a half is blanked without the other one", async () => {
  const { filePath, journal, left } = await openJournal();
  expect(left).toEqual([]);
  await journal.blank();
  const [first, second, third] = [aSettlement(), aSettlement(), aSettlement()];
  expect(await journal.write(first)).toBe(true);
  expect(await journal.write(second)).toBe(true);
  const blankFirstHalf = journal.turn();
  expect(await journal.write(third)).toBe(true);
  expect(await linesOf(filePath)).toEqual([first, second, third]);
  await blankFirstHalf();
  expect(await linesOf(filePath)).toEqual([third]);
  journal.turn();
  expect(await journal.write(first)).toBe(true);
  expect(await linesOf(filePath)).toEqual([first, third]);
  await journal.blank();
  expect(await readFile(filePath, "utf8")).toBe("\n".repeat(2 * HALF_BYTES));
  await journal.close();
  expect(await readdir(path.dirname(filePath))).toEqual([]);
});

test("the next run finds what was left, without the line that a crash cut short", async () => {
  const [whole, torn] = [aSettlement(), aSettlement()];
  const { filePath, journal, left } = await openJournal(spoolLine(whole) + spoolLine(torn).slice(0, -40) + "\n".repeat(100));
  expect(left).toEqual([whole]);
  expect(await linesOf(filePath)).toEqual([whole]);
  await journal.close();
});

test("a half that is full takes nothing more, and the other one does", async () => {
  const { journal } = await openJournal();
  const lines = Math.floor(HALF_BYTES / spoolLine(aSettlement()).length);
  expect(lines).toBeGreaterThan(200);
  const written = await Promise.all(Array.from({ length: lines + 1 }, () => journal.write(aSettlement())));
  expect(written).toEqual([...Array(lines).fill(true), false]);
  await journal.turn()();
  expect(await journal.write(aSettlement())).toBe(true);
  await journal.close();
});

test("a disk that takes nothing is an answer, not a failure", async () => {
  const { journal } = await openJournal();
  await journal.close();
  expect(await journal.write(aSettlement())).toBe(false);
  await journal.turn()();
});

const call = holdOf(newId(), 10n);

function aSettlement() {
  return { ...settlementOf(call, 7n), id: newId() };
}

async function openJournal(content = "") {
  const folder = await newSpoolFolder();
  const filePath = path.join(folder, "one.journal");
  await writeFile(filePath, content);
  return { filePath, ...(await Journal.open(folder, "one")) };
}

async function linesOf(filePath: string) {
  return settlementsOf(await readFile(filePath, "utf8"), filePath);
}
