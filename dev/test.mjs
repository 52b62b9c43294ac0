// `npm test`: every check, also in a clean clone. Only this file and its imports run before the install.
import { ensureInstalled } from "./install.mjs";

await ensureInstalled();
const { register } = await import("tsx/esm/api");
register();
const { test } = await import("./test.ts");
process.exit(await test(process.argv.slice(2)));
