import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { callsOf, dice, KEYS, type KeyName } from "./day";
import { startPastFrontDoor } from "./past-front-door";
import { dispute, topUp } from "./payments";
import { type Login, makeKey, type Product, signIn, signUp } from "./people";
import { playCall } from "./play-call";
import type { Visitor } from "./visitor";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS = 7;
/** Longer than the shorter lifetime of a prompt cache. */
const PAUSE_MS = 300_000;

export type Demo = {
  product: Product;
  environment: Record<string, string>;
  dataFolder: string;
  admin: Login;
  /** Runs dev/demo/programs/workspace.ts and returns what it printed. */
  prepareWorkspace(email: string, accounts: string[]): Promise<string>;
  /** Receives what must be stopped if the person stops the demo meanwhile. */
  onStop(stop: () => Promise<void>): void;
};

/** Plays a week once for each data folder: people and payments now, calls at their moments of the last seven days. Returns a customer. */
export async function playWeek(demo: Demo, now = new Date()): Promise<Login> {
  const customer = { email: "mira@studio.example", password: "a few words in a row" };
  const marker = path.join(demo.dataFolder, "demo-played");
  if (existsSync(marker)) return customer;
  // Before the play: half a week is better than one and a half.
  writeFileSync(marker, `${now.toISOString()}\n`);
  const { product, admin } = demo;
  const own = await settle(demo, await signIn(product, admin), admin, ["claude-main", "claude-spare"]);
  await topUp(product, own.visitor, 100, "paid");
  await topUp(product, own.visitor, 50, "declined");
  const mira = await settle(demo, await signUp(product, customer), customer, []);
  const disputed = await topUp(product, mira.visitor, 20, "paid");
  await playCalls(demo, [own.secrets, mira.secrets], now);
  // A case for the admin's pages: it needs a person.
  await topUp(product, mira.visitor, 40, "other-amount");
  await dispute(product.stripeUrl, disputed);
  await topUp(product, own.visitor, 25, "paid");
  return customer;
}

type Secrets = Record<KeyName, string>;

/** Makes the keys of a workspace, and a grant that expires before the first call. */
async function settle(demo: Demo, visitor: Visitor, { email }: Login, accounts: string[]) {
  const { managementKey } = JSON.parse(await demo.prepareWorkspace(email, accounts)) as { managementKey: string };
  const secrets = {} as Secrets;
  for (const [name, limits] of Object.entries(KEYS)) secrets[name as KeyName] = await makeKey(demo.product, managementKey, name, limits);
  return { secrets, visitor };
}

async function playCalls(demo: Demo, workspaces: Secrets[], now: Date): Promise<void> {
  const { claudeUrl } = demo.product;
  const first = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - DAYS * DAY_MS);
  const planned = workspaces
    .flatMap((secrets, seed) => {
      const roll = dice(seed + 1);
      // Today comes in addition: soon after midnight it has no call yet.
      return Array.from({ length: DAYS + 1 }, (_, day) => new Date(first.getTime() + day * DAY_MS)).flatMap((day) =>
        callsOf(day, roll).map(({ hour, call }) => ({ call, secret: secrets[call.key], at: new Date(day.getTime() + hour * HOUR_MS) })),
      );
    })
    .filter(({ at }) => at < now)
    .sort((left, right) => left.at.getTime() - right.at.getTime());
  const door = await startPastFrontDoor(demo.environment, workspaces[0]?.["Website chat"] ?? "", planned[0]?.at ?? now);
  demo.onStop(door.stop);
  const open: Promise<void>[] = [];
  let last = first;
  for (const { call, secret, at } of planned) {
    if (at.getTime() - last.getTime() > PAUSE_MS) await fetch(`${claudeUrl}/_stand-in/caches`, { method: "DELETE" });
    await door.moveTo(at);
    open.push((await playCall(door.url, secret, call)).ended);
    last = at;
  }
  await Promise.all(open);
  await door.stop();
}
