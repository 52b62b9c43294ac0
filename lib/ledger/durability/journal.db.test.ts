import { type FileHandle, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { newId } from "@/lib/basics/ids";
import { Journal } from "@/lib/ledger/durability/journal";
import { settlementsOf, spoolLine } from "@/lib/ledger/durability/spool-line";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { newSpoolFolder } from "@/lib/ledger/testing/wallets";

const HALF_BYTES = 256 * 1024;

test("what is written stays until it is blanked, and a half is blanked without the other one", async () => {
  const { filePath, journal } = await openJournal();
  const [first, second, third] = [aSettlement(), aSettlement(), aSettlement()];
  expect(await journal.write(first)).toBe(true);
  expect(await journal.write(second)).toBe(true);
  const blankFirstHalf = journal.switchHalves();
  expect(await journal.write(third)).toBe(true);
  expect(await linesOf(filePath)).toEqual([first, second, third]);
  await blankFirstHalf();
  expect(await linesOf(filePath)).toEqual([third]);
  const blankSecondHalf = journal.switchHalves();
  expect(await journal.write(first)).toBe(true);
  expect(await linesOf(filePath)).toEqual([first, third]);
  await blankSecondHalf();
  await journal.switchHalves()();
  expect(await readFile(filePath, "utf8")).toBe("\n".repeat(2 * HALF_BYTES));
  await journal.close();
  expect(await readdir(path.dirname(filePath))).toEqual([]);
});

test("the next run finds what was left, without the line that a crash cut short, until it opens a journal of its own", async () => {
  const folder = await newSpoolFolder();
  expect(await Journal.unconfirmed(folder, "one")).toEqual([]);
  const [whole, cutOff] = [aSettlement(), aSettlement()];
  await writeFile(path.join(folder, "one.journal"), spoolLine(whole) + spoolLine(cutOff).slice(0, -40) + "\n".repeat(100));
  expect(await Journal.unconfirmed(folder, "one")).toEqual([whole]);
  const journal = await Journal.open(folder, "one");
  expect(await Journal.unconfirmed(folder, "one")).toEqual([]);
  await journal.close();
});

test("a run that is still closing removes nothing of the run that has begun", async () => {
  const { folder, journal: older } = await openJournal();
  const younger = await Journal.open(folder, "one");
  const [first, second] = [aSettlement(), aSettlement()];
  expect(await older.write(first)).toBe(true);
  expect(await younger.write(second)).toBe(true);
  await older.switchHalves()();
  await older.close();
  expect(await Journal.unconfirmed(folder, "one")).toEqual([second]);
  await younger.close();
  expect(await readdir(folder)).toEqual([]);
});

test("a line that was written only in part is ignored, and swallows no other line", async () => {
  const { folder, journal } = await openJournal();
  const { file } = journal as unknown as { file: FileHandle };
  const write = file.write.bind(file);
  vi.spyOn(file, "write").mockImplementationOnce(((bytes: Buffer, from: number, _length: number, at: number) =>
    write(bytes, from, 100, at)) as typeof file.write);
  const [cutOff, whole] = [aSettlement(), aSettlement()];
  expect(await journal.write(cutOff)).toBe(false);
  expect(await journal.write(whole)).toBe(true);
  expect(await Journal.unconfirmed(folder, "one")).toEqual([whole]);
  await journal.close();
});

test("a full half accepts no more settles, and the other half does", async () => {
  const { journal } = await openJournal();
  const lines = Math.floor(HALF_BYTES / (spoolLine(aSettlement()).length + 1));
  expect(lines).toBeGreaterThan(200);
  const written = await Promise.all(Array.from({ length: lines + 1 }, () => journal.write(aSettlement())));
  expect(written).toEqual([...Array(lines).fill(true), false]);
  await journal.switchHalves()();
  expect(await journal.write(aSettlement())).toBe(true);
  await journal.close();
});

test("a disk that cannot be written gives an answer, not an error", async () => {
  const { journal } = await openJournal();
  await journal.close();
  expect(await journal.write(aSettlement())).toBe(false);
  await journal.switchHalves()();
});

const call = holdOf(newId(), 10n);

function aSettlement() {
  return { ...settlementOf(call, 7n), id: newId() };
}

async function openJournal() {
  const folder = await newSpoolFolder();
  return { folder, filePath: path.join(folder, "one.journal"), journal: await Journal.open(folder, "one") };
}

async function linesOf(filePath: string) {
  return settlementsOf(await readFile(filePath, "utf8"), filePath);
}
