import { type FileHandle, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { newId } from "@/lib/basics/ids";
import { Spool } from "@/lib/ledger/durability/spool";
import { settlementsOf, spoolLine } from "@/lib/ledger/durability/spool-line";
import type { Settlement } from "@/lib/ledger/settlement";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { newSpoolFolder } from "@/lib/ledger/testing/wallets";

test.each([
  ["that the disk took a part of", 100],
  ["that the disk took, but did not keep", 10_000],
])("an append %s fails, and the next one is found whole", async (_, bytes) => {
  const { filePath, spool } = await openSpool();
  const { file } = spool as unknown as { file: FileHandle };
  const [first, cutOff, last] = [aSettlement(), aSettlement(), aSettlement()];
  await spool.append(first);
  const append = file.appendFile.bind(file);
  vi.spyOn(file, "appendFile").mockImplementationOnce(async (line) => {
    await append((line as Buffer).subarray(0, bytes));
    throw new Error("ENOSPC");
  });
  await expect(spool.append(cutOff)).rejects.toThrow("ENOSPC");
  await spool.append(last);
  const sent = await replayed(spool);
  expect(sent).toEqual(bytes === 100 ? [first, last] : [first, cutOff, last]);
  expect(await readFile(filePath, "utf8")).toBe("");
  await spool.close();
});

test("an append is not confirmed before the disk has kept it", async () => {
  const { spool } = await openSpool();
  const { file } = spool as unknown as { file: FileHandle };
  vi.spyOn(file, "datasync").mockRejectedValueOnce(new Error("EIO"));
  await expect(spool.append(aSettlement())).rejects.toThrow("EIO");
  await spool.append(aSettlement());
  await spool.close();
});

test("what was not sent stays in the file when the process ends", async () => {
  const { filePath, spool } = await openSpool();
  const settlement = aSettlement();
  await spool.append(settlement);
  await spool.close();
  expect(settlementsOf(await readFile(filePath, "utf8"), filePath)).toEqual([settlement]);
});

test.each([
  ["fresh", true, ["other.spool"]],
  ["fresh", false, ["other.spool"]],
  ["abandoned", false, ["other.spool"]],
  ["abandoned", true, []],
])("another process's file that is %s, and was sent (%s), leaves %j", async (age, isSent, left) => {
  const { filePath, spool } = await openSpool();
  const other = path.join(path.dirname(filePath), "other.spool");
  await writeFile(other, spoolLine(aSettlement()));
  const then = new Date(Date.now() - (age === "fresh" ? 23 : 25) * 3_600_000);
  await utimes(other, then, then);
  await spool.replayOthers(async () => isSent);
  expect((await readdir(path.dirname(other))).filter((name) => name !== "one.spool")).toEqual(left);
  await spool.close();
});

test("a line that a crash cut short in an earlier run does not swallow the next one", async () => {
  const folder = await newSpoolFolder();
  const [whole, cutOff, next] = [aSettlement(), aSettlement(), aSettlement()];
  await writeFile(path.join(folder, "one.spool"), spoolLine(whole) + spoolLine(cutOff).slice(0, 100));
  const spool = await Spool.open(folder, "one");
  await spool.append(next);
  expect(await replayed(spool)).toEqual([whole, next]);
  await spool.close();
});

test("a removed file is made again, and nothing is written into the removed one", async () => {
  const { filePath, spool } = await openSpool();
  await rm(filePath);
  const settlement = aSettlement();
  await spool.append(settlement);
  expect(settlementsOf(await readFile(filePath, "utf8"), filePath)).toEqual([settlement]);
  expect(await replayed(spool)).toEqual([settlement]);
  await spool.close();
});

test("what another run of the process appends is sent before the file is emptied", async () => {
  const { filePath, spool } = await openSpool();
  const other = await Spool.open(path.dirname(filePath), "one");
  const [own, others] = [aSettlement(), aSettlement()];
  await spool.append(own);
  const sent: Settlement[] = [];
  await spool.replay(async (settlement) => {
    if (sent.push(settlement) === 1) await other.append(others);
    return true;
  });
  expect(sent).toEqual(expect.arrayContaining([own, others]));
  expect(await readFile(filePath, "utf8")).toBe("");
});

test("a neighbour that closes while its file is read is skipped", async () => {
  const { filePath, spool } = await openSpool();
  const folder = path.dirname(filePath);
  const settlement = aSettlement();
  await writeFile(path.join(folder, "a-dead.spool"), spoolLine(settlement));
  await writeFile(path.join(folder, "b-closing.journal"), spoolLine(aSettlement()));
  const sent: Settlement[] = [];
  await spool.replayOthers(async (each) => {
    await rm(path.join(folder, "b-closing.journal"), { force: true });
    sent.push(each);
    return true;
  });
  expect(sent[0]).toEqual(settlement);
  expect(await readdir(folder)).not.toContain("b-closing.journal");
  await spool.close();
});

test("a file that does not belong to the ledger is neither sent nor removed, however old it is", async () => {
  const { filePath, spool } = await openSpool();
  const foreign = path.join(path.dirname(filePath), "notes.txt");
  await writeFile(foreign, spoolLine(aSettlement()));
  const longAgo = new Date(Date.now() - 48 * 3_600_000);
  await utimes(foreign, longAgo, longAgo);
  const sent: Settlement[] = [];
  await spool.replayOthers(async (each) => sent.push(each) > 0);
  expect(sent).toEqual([]);
  expect(await readdir(path.dirname(foreign))).toContain("notes.txt");
  await spool.close();
});

async function openSpool() {
  const folder = await newSpoolFolder();
  return { filePath: path.join(folder, "one.spool"), spool: await Spool.open(folder, "one") };
}

async function replayed(spool: Spool): Promise<Settlement[]> {
  const sent: Settlement[] = [];
  await spool.replay(async (settlement) => {
    sent.push(settlement);
    return true;
  });
  return sent;
}

const call = holdOf(newId(), 10n);

function aSettlement() {
  return { ...settlementOf(call, 7n), id: newId() };
}
