// `npm run check`: the static checks. Only this file and its imports run before the install.
import { ensureInstalled } from "./install.mjs";

await ensureInstalled();
const { register } = await import("tsx/esm/api");
register();
const { check } = await import("./check.ts");
process.exit(await check());
