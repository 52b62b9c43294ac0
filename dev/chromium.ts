import { existsSync } from "node:fs";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The machine's own Chromium, else Playwright's, else the one in an npm package (x64 Linux only). */
export async function findChromium(): Promise<string> {
  const named = [process.env.CHROMIUM_PATH, ...INSTALLED].find((file) => file && existsSync(file));
  if (named) return named;
  const { chromium: playwright } = await import("@playwright/test");
  if (existsSync(playwright.executablePath())) return playwright.executablePath();
  const carried = await import("@sparticuz/chromium").then((module) => module.default.executablePath()).catch(() => null);
  if (carried) return carried;
  throw new Error("No Chromium found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH, then run npm test again.");
}
