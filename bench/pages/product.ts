import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { request } from "undici";
import { freePort } from "../../dev/ports";
import { ended, runningPostgresUrl } from "../../dev/postgres";
import { textOption } from "../options";

export type Product = {
  url: string;
  secret: string;
  admin: { email: string; password: string };
  dataFolder: string;
  /** Of the tables' owner. */
  databaseUrl: string;
  stop(): Promise<void>;
};

/**
 * The whole product as `npm start` runs it, with its data in a folder. `--running=LOG --data=FOLDER` takes one that runs already and whose output
 * is in a file.
 */
export async function startProduct(folder: string, upstreamUrl: string): Promise<Product> {
  const log = textOption("running");
  if (log) return { ...(await described(readFileSync(log, "utf8"), textOption("data") ?? ".data")), stop: async () => undefined };
  const child = spawn(process.execPath, ["dev/start.mjs"], {
    env: {
      ...process.env,
      PORT: `${await freePort()}`,
      RELAIS_DATA_DIR: folder,
      ANTHROPIC_API_KEY: "sk-bench",
      ANTHROPIC_BASE_URL: upstreamUrl,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${output}`)));
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (/Relais is ready on \S+/.test(output)) resolve();
    });
  });
  return { ...(await described(output, folder)), stop: () => ended(child, "SIGTERM") };
}

async function described(output: string, dataFolder: string) {
  const [, email = "", password = ""] = /Admin\s+(\S+)\s+password (\S+)/.exec(output) ?? [];
  return {
    url: /Relais is ready on (\S+)/.exec(output)?.[1] ?? "",
    secret: /sk-relais-\w+/.exec(output)?.[0] ?? "",
    admin: { email, password },
    dataFolder,
    databaseUrl: await runningPostgresUrl(path.resolve(dataFolder, "postgres")),
  };
}

/** Signs in as a browser does and returns the session's cookie. */
export async function signIn(url: string, admin: Product["admin"]): Promise<string> {
  const csrf = await request(`${url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.body.json()) as { csrfToken: string };
  const answer = await request(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookies(csrf.headers["set-cookie"]), "content-type": "application/x-www-form-urlencoded", origin: url },
    body: new URLSearchParams({ ...admin, csrfToken }).toString(),
  });
  await answer.body.dump();
  return cookies(answer.headers["set-cookie"]);
}

function cookies(header: string | string[] | undefined): string {
  return [header ?? []]
    .flat()
    .map((each) => each.split(";")[0])
    .join("; ");
}
