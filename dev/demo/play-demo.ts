import { buildProcesses } from "../build.mjs";
import type { Processes } from "../processes";
import type { Login } from "./people";
import { playWeek } from "./play-week";

const PROGRAMS = ".build/demo";

type Started = {
  children: Processes;
  environment: Record<string, string>;
  port: number;
  dataFolder: string;
  cleanUp: (() => Promise<void>)[];
};

/** Plays the week on a fresh sandbox, unless this data folder already has it. Returns the login of one customer. */
export async function playDemo({ children, environment, port, dataFolder, cleanUp }: Started): Promise<Login> {
  const [claudeUrl, stripeUrl, inboxUrl] = ["ANTHROPIC_BASE_URL", "STRIPE_BASE_URL", "RELAIS_SANDBOX_INBOX"].map(
    (name) => environment[name],
  );
  if (!claudeUrl || !stripeUrl || !inboxUrl) throw new Error("The demo plays on stand-ins alone: unset the real services first.");
  await buildProcesses(PROGRAMS, ["dev/demo/programs/workspace.ts"]);
  return playWeek({
    product: { url: `http://localhost:${port}`, claudeUrl, stripeUrl, inboxUrl },
    environment,
    dataFolder,
    admin: { email: environment.ADMIN_EMAIL ?? "", password: environment.ADMIN_PASSWORD ?? "" },
    prepareWorkspace: (email, accounts) =>
      children.finish("demo-workspace", [`${PROGRAMS}/workspace.mjs`, email, ...accounts], { env: environment }),
    onStop: (stop) => cleanUp.unshift(stop),
  });
}
