// `npm test`: every check, from a clean clone too. Only this file and what it imports run before the install.
import { ensureInstalled } from "./install.mjs";

await ensureInstalled();
const { register } = await import("tsx/esm/api");
register();
const { test } = await import("./test.ts");
process.exit(await test(process.argv.slice(2)));
