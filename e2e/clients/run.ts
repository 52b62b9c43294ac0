// `npm run clients`: third-party clients against the product. `-- all` includes the heavy ones, `-- NAME…` runs only those.
import { onStartedProduct, type StartedProduct } from "../../dev/started-product";
import { type Driven, driveClients } from "./drive";
import { emptyKey, sandboxProduct } from "./product";

const LIMIT_MS = 45 * 60_000;

async function main(): Promise<number> {
  const options = { names: process.argv.slice(2), limitMs: LIMIT_MS };
  const { BASE, KEY, EMPTY_KEY } = process.env;
  let driven: Driven = { passed: 0, failed: 0, skipped: [] };
  if (BASE && KEY) driven = await driveClients({ url: BASE, key: KEY, emptyKey: EMPTY_KEY ?? (await emptyKey(BASE)) }, options);
  else
    await onStartedProduct(async (product: StartedProduct) => {
      driven = await driveClients(await sandboxProduct(product), options);
    });
  console.log(`${driven.passed} passed, ${driven.failed} failed`);
  return driven.failed === 0 && driven.passed + driven.skipped.length > 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);
