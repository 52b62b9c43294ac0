import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "@/dev/ports";
import { ask } from "@/lib/relay/testing/ask";
import { MESSAGE, MODEL } from "@/lib/relay/testing/golden";
import { answerJson, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer } from "@/lib/relay/testing/test-relay";
import { type FrontDoorProcess, startFrontDoor } from "@/server/testing/front-door-process";

let upstream: ScriptedUpstream;
let doors: FrontDoorProcess;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.play(answerJson(MESSAGE));
  doors = await startFrontDoor({
    ANTHROPIC_BASE_URL: upstream.url,
    ANTHROPIC_API_KEY: "sk-upstream",
    PORT: String(await freePort()),
    WEB_CONCURRENCY: "2",
    RELAIS_TIER_RATES: "off",
  });
}, 60_000);
afterAll(async () => {
  await doors?.close();
  await upstream?.close();
});

test("an item of an answer can be referred to at every process that shares the port", async () => {
  const { secret } = await newCustomer();
  // One connection for each request, so that the processes take turns.
  const create = (input: unknown) =>
    ask(`${doors.url}/api/v1/responses`, { secret, body: { model: MODEL, input }, headers: { connection: "close" } });
  const { json } = await create("Hello");
  const id = (json.output as { id: string }[])[0]?.id;
  const input = [
    { role: "user", content: "Hello" },
    { type: "item_reference", id },
    { role: "user", content: "And now?" },
  ];
  // The processes send each other the items in parallel with the answer: it may take some milliseconds on a loaded machine.
  await expect
    .poll(async () => (await Promise.all([create(input), create(input), create(input)])).map(({ status }) => status))
    .toEqual([200, 200, 200]);
  for (let n = 0; n < 10; n++) expect((await create(input)).status).toBe(200);
});
