import { rm } from "node:fs/promises";
import { temporaryFolder } from "../../dev/temporary-folder";
import { hasOption, listOption, numberOption } from "../options";
import { bundle, startServer } from "../processes";
import { writeResults } from "../results";
import { measureBesideStreams } from "./beside-streams";
import { fillEvents } from "./fill-events";
import { measurePages } from "./page-times";
import { signIn, startProduct } from "./product";

const only = listOption("only");
const isWanted = (part: string) => only.length === 0 || only.includes(part);

const folder = await temporaryFolder("relais-bench-");
const upstream = await startServer(await bundle("bench/pages/upstream.ts"));
const product = await startProduct(folder, upstream.url);
try {
  const cookie = await signIn(product.url, product.admin);
  const parts: string[] = [];
  if (isWanted("streams")) parts.push(await measureBesideStreams(product, cookie));
  if (isWanted("times")) {
    const filled = await fillEvents(product, { mine: numberOption("mine", 1_000_000), all: numberOption("all", 10_000_000) });
    parts.push(await measurePages(product, cookie, filled));
  }
  const figures = parts.join("\n\n");
  console.log(figures);
  if (!hasOption("dry")) writeResults("pages", figures);
} finally {
  await product.stop();
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
}
