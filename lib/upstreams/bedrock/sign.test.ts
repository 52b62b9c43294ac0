import { AwsV4Signer } from "aws4fetch";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { authorizer } from "@/lib/upstreams/bedrock/authorizer";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const keys = { accessKeyId: "AKIAONE", secretAccessKey: "a/secret+of=one" };

/** The same request, signed by an independent library. */
async function theirs(url: URL, body: string, scope: { region: string; service: string }, sessionToken?: string) {
  const { headers } = await new AwsV4Signer({ method: "POST", url: url.href, body, ...keys, ...scope, sessionToken }).sign();
  return { authorization: headers.get("authorization"), "x-amz-date": headers.get("x-amz-date") };
}

test("for any path, body and day, the signature equals that of another implementation", async () => {
  const scope = { region: "eu-west-1", service: "bedrock" };
  const sign = authorizer({ kind: "access-key", ...keys }, scope);
  const withToken = authorizer({ kind: "access-key", ...keys, sessionToken: "tok+en/1=" }, scope);
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), fc.string({ unit: "grapheme" }), fc.nat(2_000), async (id, body, hours) => {
      vi.setSystemTime(Date.UTC(2026, 10, 21) + hours * 3_600_000);
      const url = new URL(`https://bedrock-runtime.eu-west-1.amazonaws.com/model/x${encodeURIComponent(id).replaceAll("%3A", ":")}/invoke`);
      expect(sign({ url, body })).toEqual(await theirs(url, body, scope));
      expect(withToken({ url, body: Buffer.from(body) })).toMatchObject(await theirs(url, body, scope, "tok+en/1="));
    }),
    { numRuns: 300 },
  );
});

test("the signing key changes with the day", async () => {
  const scope = { region: "us-east-1", service: "bedrock-mantle" };
  const sign = authorizer({ kind: "access-key", ...keys }, scope);
  const url = new URL("https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages");
  for (const time of ["2026-11-21T23:59:59Z", "2026-11-22T00:00:01Z"]) {
    vi.setSystemTime(new Date(time));
    expect(sign({ url, body: "{}" })).toEqual(await theirs(url, "{}", scope));
  }
});

test("an API key is a bearer token", () => {
  const sign = authorizer({ kind: "api-key", secret: "ABSKone" }, { region: "us-east-1", service: "bedrock" });
  expect(sign({ url: new URL("https://x/"), body: "" })).toEqual({ authorization: "Bearer ABSKone" });
});
