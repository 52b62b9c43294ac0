import Anthropic, { toFile } from "@anthropic-ai/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgres } from "@/lib/platform/postgres";
import { newCustomer } from "@/lib/relay/testing/test-relay";
import { standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { classicPdf, flatTree } from "@/lib/wire/pdf/testing/pdf-files";
import { type FrontDoorProcess, startFrontDoor } from "@/server/testing/front-door-process";

const MB = 1024 * 1024;
/** Text that makes a search for pages stop at every position. */
const FILL = "/Pages 2 0 R ";

let door: FrontDoorProcess;
beforeAll(async () => {
  door = await startFrontDoor({ ANTHROPIC_BASE_URL: standInUrl, ANTHROPIC_API_KEY: "sk-upstream" });
}, 120_000);
afterAll(() => door.close());

test("an uploaded PDF of 31 MB is counted without keeping calls waiting", async () => {
  const customer = await newCustomer();
  const client = new Anthropic({ apiKey: customer.secret, baseURL: `${door.url}/api`, maxRetries: 0 });
  const workedFor = async (bytes: Buffer, type: string) => {
    const before = door.mainThreadMs();
    await client.files.upload({ file: await toFile(bytes, "long", { type }) });
    return door.mainThreadMs() - before;
  };
  await workedFor(Buffer.alloc(MB), "application/pdf");
  const passing = await workedFor(Buffer.alloc(31 * MB, FILL), "application/octet-stream");
  const counting = await workedFor(Buffer.concat([classicPdf(flatTree(1)), Buffer.alloc(31 * MB, FILL)]), "application/pdf");
  expect(counting - passing).toBeLessThan(300);
  const { rows } = await postgres().query("SELECT pages FROM kept_file WHERE workspace_id = $1 ORDER BY id", [customer.workspaceId]);
  expect(rows).toEqual([{ pages: null }, { pages: null }, { pages: 1 }]);
});
