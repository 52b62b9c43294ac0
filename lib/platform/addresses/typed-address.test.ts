import dns from "node:dns";
import { createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { AddressRefused, isAddressAllowed, isGoogleAddress, lookupFor } from "@/lib/platform/addresses/typed-address";
import { env } from "@/lib/platform/env";
import { testAccount } from "@/lib/upstreams/test-account";
import { serviceAccountToken } from "@/lib/upstreams/vertex/service-account";

test.each([
  "https://gateway.example",
  "https://gateway.example:8443/claude",
  "https://1.1.1.1",
  "https://[2606:4700::1111]",
  "https://bedrock-runtime.eu-central-1.amazonaws.com",
])("%s may be typed", (address) => {
  expect(isAddressAllowed(address)).toBe(true);
});

test.each([
  "http://gateway.example",
  "ftp://gateway.example",
  "https://user:password@gateway.example",
  "https://gateway.example?key=1",
  "https://10.0.0.7",
  "https://192.168.1.1",
  "https://169.254.169.254",
  "https://127.0.0.2",
  "https://0x7f.2",
  "https://2130706434",
  "https://[::ffff:10.0.0.7]",
  "https://[fd00:ec2::254]",
  "https://metadata.google.internal",
  "https://metadata",
  "https://printer.local",
  "https://db.localhost",
  "https://nas.home.arpa.",
  "gateway.example",
])("%s may not", (address) => {
  expect(isAddressAllowed(address)).toBe(false);
});

test("only addresses that the operator lists may be private and plain", () => {
  const listedHosts = env.UPSTREAM_ALLOWED_HOSTS;
  listedHosts.splice(0, listedHosts.length, "gateway.internal", "10.0.0.7:8080", ".corp.example", "[::1]");
  for (const listed of [
    "http://gateway.internal",
    "https://gateway.internal:1",
    "http://10.0.0.7:8080",
    "http://a.corp.example",
    "http://[::1]:9",
  ])
    expect([listed, isAddressAllowed(listed)]).toEqual([listed, true]);
  for (const other of [
    "http://10.0.0.7",
    "http://10.0.0.7:80801",
    "http://corp.example",
    "http://other.internal",
    "http://evilcorp.example",
  ])
    expect([other, isAddressAllowed(other)]).toEqual([other, false]);
});

test("an assertion of a service account goes only to Google, also where another address was stored before", async () => {
  expect(isGoogleAddress("https://oauth2.googleapis.com/token")).toBe(true);
  for (const other of ["https://googleapis.com.evil.example", "https://oauth2-googleapis.com", "http://oauth2.googleapis.com"])
    expect(isGoogleAddress(other)).toBe(false);
  const stored = { kind: "service-account" as const, clientEmail: "a@b.example", privateKey: "", tokenUrl: "https://10.0.0.8/token" };
  await expect(serviceAccountToken(stored, 0)).rejects.toThrow(AddressRefused);
});

test("the providers' own names may resolve to a private endpoint of their cloud; similar names may not", () => {
  expect(lookupFor("https://api.anthropic.com")).toBeUndefined();
  expect(lookupFor("https://europe-west1-aiplatform.googleapis.com")).toBeUndefined();
  expect(lookupFor("https://ec2-10-0-0-7.compute-1.amazonaws.com")).toBeDefined();
  expect(lookupFor("https://api.anthropic.com.evil.example")).toBeDefined();
});

test("a public name that leads into the network, or does so a moment after it was saved, is not connected to", async () => {
  let connections = 0;
  const inside = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
  const port = (inside.address() as { port: number }).port;
  const resolved = vi.spyOn(dns, "lookup");
  const answerWith = (addresses: { address: string; family: number }[]) =>
    resolved.mockImplementation(((_: string, __: unknown, done: (error: null, found: object) => void) => done(null, addresses)) as never);
  try {
    const account = { kind: "claude-api" as const, name: "rebound", secret: "sk-canary-4711", baseUrl: `https://rebound.example:${port}` };
    expect(isAddressAllowed(account.baseUrl)).toBe(true);
    for (const found of [
      [{ address: "127.0.0.1", family: 4 }],
      [
        { address: "1.1.1.1", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ],
      [],
    ]) {
      answerWith(found);
      const result = await testAccount(account, ["claude-opus-5"]);
      expect(result).toMatchObject({ ok: false, detail: expect.stringContaining("no public https address") });
    }
    expect(connections).toBe(0);
  } finally {
    resolved.mockRestore();
    await new Promise((resolve) => inside.close(resolve));
  }
});

test("an upstream account stored earlier with a private address is not connected to", async () => {
  for (const baseUrl of ["http://10.255.255.1", "https://169.254.169.254", "http://gateway.example"]) {
    const result = await testAccount({ kind: "claude-api", name: "old", secret: "sk-canary-4711", baseUrl }, ["claude-opus-5"]);
    expect(result).toMatchObject({ ok: false, detail: expect.stringContaining("list it in UPSTREAM_ALLOWED_HOSTS") });
  }
});
