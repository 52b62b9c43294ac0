// `npm start`: everything that Relais needs, on a fresh machine. Only this file and its imports run before the install.
import { ensureInstalled } from "./install.mjs";

await ensureInstalled();
const { register } = await import("tsx/esm/api");
register();
const { start } = await import("./start.ts");
await start({ isDevelopment: process.argv.includes("--dev"), isDemo: process.argv.includes("--demo") });
