import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accountOf, TOKEN } from "@/lib/relay/testing/kinds";
import { answerJson, type Script, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import type { VertexAccount } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { exchange } from "@/lib/upstreams/testing/exchange";
import { COUNT_TOKENS_PATH, type Upstream } from "@/lib/upstreams/upstream";

const google: ScriptedUpstream = await startScriptedUpstream();
const ask = { model: "claude-opus-5", max_tokens: 40, messages: [{ role: "user", content: "Hello" }] };
const MESSAGE = { id: "msg_1", type: "message", model: "claude-opus-5", content: [] };
const UNAUTHENTICATED = { error: { code: 401, message: "Request had invalid credentials", status: "UNAUTHENTICATED" } };

let upstream: Upstream;
const opened: Upstream[] = [];
const create = (credentials?: VertexAccount["credentials"]) => {
  const account = accountOf("vertex", google.url) as VertexAccount;
  upstream = createUpstream({ ...account, ...(credentials && { credentials }) });
  opened.push(upstream);
};
beforeEach(() => create());
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await google.close();
});

/** Google with a token endpoint. Its tokens are numbered and valid until they are revoked. */
function play(isValid: (token: string) => boolean, ownToken?: Script) {
  let asked = 0;
  google.play((response, request) => {
    if (request.path === "/token") {
      asked += 1;
      return (ownToken ?? answerJson({ ...TOKEN, access_token: `token-${asked}` }))(response, request);
    }
    const valid = isValid(String(request.headers.authorization).slice("Bearer ".length));
    return (valid ? answerJson(MESSAGE) : answerJson(UNAUTHENTICATED, 401))(response, request);
  });
}
const seen = () => google.seen.map(({ path, headers }) => (path === "/token" ? "token" : String(headers.authorization).slice(7)));

describe("a token that Google refuses", () => {
  test("is replaced by a new one, and the call is sent once more, whatever it asks for", async () => {
    let first = "token-1";
    play((token) => token >= first);
    expect((await exchange(upstream, ask)).status).toBe(200);
    first = "token-2";
    expect((await exchange(upstream, ask)).json).toMatchObject({ type: "message", id: "msg_1" });
    expect(seen()).toEqual(["token", "token-1", "token-1", "token", "token-2"]);
    expect(google.seen.at(-1)?.body).toEqual(google.seen.at(-3)?.body);
    first = "token-3";
    expect((await exchange(upstream, { ...ask, stream: true })).status).toBe(200);
    first = "token-4";
    const { max_tokens: _, ...counted } = ask;
    expect((await exchange(upstream, counted, { path: COUNT_TOKENS_PATH })).status).toBe(200);
  });

  test("counts as refused where the new one is refused too, and is told once", async () => {
    let isValid = true;
    play(() => isValid);
    await exchange(upstream, ask);
    isValid = false;
    const answer = await exchange(upstream, ask);
    expect(answer).toMatchObject({ status: 401, json: { type: "error", error: { type: "authentication_error" } } });
    expect(seen()).toEqual(["token", "token-1", "token-1", "token", "token-2"]);
  });

  test("counts as refused at once where it was new", async () => {
    play(() => false);
    expect((await exchange(upstream, ask)).status).toBe(401);
    expect(seen()).toEqual(["token", "token-1"]);
  });

  test("is replaced by one new token for all calls under way", async () => {
    let first = "token-1";
    play((token) => token >= first);
    await exchange(upstream, ask);
    first = "token-2";
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(upstream, ask)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(seen().filter((each) => each === "token")).toHaveLength(2);
  });

  test("is not replaced for a client that has left meanwhile", async () => {
    let isValid = true;
    play(() => isValid);
    await exchange(upstream, ask);
    isValid = false;
    let asksForToken = () => {};
    const asked = new Promise<void>((resolve) => {
      asksForToken = resolve;
    });
    let answerToken = () => {};
    play(
      () => false,
      (response, request) => {
        answerToken = () => void answerJson(TOKEN)(response, request);
        asksForToken();
      },
    );
    const failure = new Promise((resolve) => {
      const under = upstream.send(
        { path: "/v1/messages", headers: {}, body: JSON.stringify(ask), silenceMs: 5_000 },
        { start: () => undefined, data: () => undefined, end: () => resolve(null), fail: resolve },
      );
      void asked.then(() => under.abort(new Error("The client left.")));
    });
    expect(await failure).toMatchObject({ message: "The client left." });
    answerToken();
    // By then the answer of the token endpoint has been read.
    await exchange(upstream, ask);
    expect(seen().filter((each) => each === TOKEN.access_token)).toHaveLength(1);
  });
});

describe("a token endpoint that", () => {
  test.each<[string, number, Script]>([
    ["limits us", 0, answerJson({ error: "rate_limit_exceeded" }, 429)],
    ["is too slow itself", 0, answerJson({}, 408)],
    ["is broken", 0, answerJson({}, 500)],
    ["is busy", 0, answerJson("<html>", 503)],
    ["sends us elsewhere", 0, answerJson("", 302, { location: "/other" })],
    ["gives something else than a token", 0, answerJson("<html>")],
    ["breaks off", 0, (response) => response.destroy()],
    ["calls the grant invalid", 401, answerJson({ error: "invalid_grant", error_description: "Invalid JWT" }, 400)],
    ["does not know us", 401, answerJson({ error: "invalid_client" }, 401)],
    ["forbids it", 401, answerJson({ error: "access_denied" }, 403)],
  ])("%s: status %i, and a failure of the connection where that is 0", async (_, status, token) => {
    play(() => true, token);
    const answer = await exchange(upstream, ask);
    expect([answer.status, answer.failure !== null]).toEqual([status, status === 0]);
    play(() => true);
    expect((await exchange(upstream, ask)).status).toBe(200);
  });
});

describe("the machine's own identity", () => {
  beforeEach(() => {
    create({ kind: "adc" });
    vi.stubEnv("GCE_METADATA_HOST", new URL(google.url).host);
    vi.stubEnv("METADATA_SERVER_DETECTION", "assume-present");
    vi.stubEnv("CLOUDSDK_CONFIG", "/nonexistent");
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", undefined);
  });
  const metadata = (status: number, body: unknown = TOKEN): Script => answerJson(body, status, { "metadata-flavor": "Google" });

  test.each<[string, number, Script]>([
    ["has a broken metadata server", 0, metadata(500)],
    ["has a metadata server that answers garbage", 0, metadata(200, "garbage")],
    ["is forbidden a token", 401, metadata(403)],
  ])("%s: status %i, and a failure of the connection where that is 0", async (_, status, script) => {
    google.play(script);
    const answer = await exchange(upstream, ask);
    expect([answer.status, answer.failure !== null]).toEqual([status, status === 0]);
  });

  test.each<[string, string | undefined]>([
    ["is nowhere", undefined],
    ["is in a file that is not there", "/nonexistent/key.json"],
    ["is in a file that cannot be read", "{nope"],
    ["has a key that is none", '{"type":"service_account","client_email":"a@b.c","private_key":"no key"}'],
  ])("%s: refused", async (_, file) => {
    vi.stubEnv("METADATA_SERVER_DETECTION", "none");
    const keyFile = path.join(await mkdtemp(path.join(tmpdir(), "relais-adc-")), "key.json");
    if (file?.startsWith("{")) await writeFile(keyFile, file);
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file?.startsWith("{") ? keyFile : file);
    expect((await exchange(upstream, ask)).status).toBe(401);
  });

  test("gives another token where the one that it keeps is refused", async () => {
    let isValid = true;
    let asked = 0;
    google.play((response, request) => {
      if (request.path.startsWith("/computeMetadata")) {
        return metadata(200, { ...TOKEN, access_token: `token-${++asked}` })(response, request);
      }
      isValid ||= request.headers.authorization !== "Bearer token-1";
      return (isValid ? answerJson(MESSAGE) : answerJson(UNAUTHENTICATED, 401))(response, request);
    });
    expect((await exchange(upstream, ask)).status).toBe(200);
    isValid = false;
    expect((await exchange(upstream, ask)).status).toBe(200);
  });
});
