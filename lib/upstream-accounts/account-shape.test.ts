import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { type AccountField, type AccountForm, EMPTY_ACCOUNT_FORM, formOfAccount } from "@/lib/upstream-accounts/account-form";
import { checkAccountForm } from "@/lib/upstream-accounts/account-shape";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const file = { type: "service_account", client_email: "relais@p.iam.gserviceaccount.com", private_key: privateKey, private_key_id: "k1" };

const CLAUDE: Partial<AccountForm> = { name: "claude", secret: "sk-ant-1" };
const BEDROCK: Partial<AccountForm> = { kind: "bedrock", name: "aws", region: "eu-west-1", credentialKind: "api-key", secret: "ABSK1" };
const VERTEX: Partial<AccountForm> = {
  kind: "vertex",
  name: "gcp",
  project: "my-project",
  credentialKind: "service-account",
  serviceAccount: JSON.stringify(file),
};

const check = (form: Partial<AccountForm>) => checkAccountForm({ ...EMPTY_ACCOUNT_FORM, ...form });

test("a Claude API account is a secret, and an address where it is another one", () => {
  expect(check({ ...CLAUDE, secret: " sk-ant-1\n", baseUrl: "https://proxy.example/claude" }).account).toEqual({
    kind: "claude-api",
    name: "claude",
    weight: 1,
    settings: { baseUrl: "https://proxy.example/claude" },
    secrets: { secret: "sk-ant-1" },
  });
});

test("a Bedrock account has its region, route, ids and betas", () => {
  const arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123";
  const typed = {
    ...BEDROCK,
    route: "eu",
    models: ["claude-opus-5", "claude-opus-5"],
    modelIds: `claude-opus-5 = ${arn}\n\n`,
    betas: "a-1\nb-2",
  };
  expect(check(typed).account).toMatchObject({
    settings: {
      region: "eu-west-1",
      route: { endpoint: "runtime", profile: "eu" },
      models: ["claude-opus-5"],
      modelIds: { "claude-opus-5": arn },
      betas: ["a-1", "b-2"],
    },
    secrets: { credentials: { kind: "api-key", secret: "ABSK1" } },
  });
  const keys = { credentialKind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "s/e+c" } as const;
  expect(check({ ...BEDROCK, ...keys, route: "mantle" }).account).toMatchObject({
    settings: { route: { endpoint: "mantle" } },
    secrets: { credentials: { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "s/e+c" } },
  });
});

test("a Vertex account takes a service account's file as Google gives it, or the machine's own identity", () => {
  const credentials = { kind: "service-account", clientEmail: file.client_email, privateKey, privateKeyId: "k1", tokenUrl: undefined };
  const pasted = JSON.stringify({ ...file, token_uri: "https://oauth2.googleapis.com/token", universe_domain: "googleapis.com" });
  const { account } = check({ ...VERTEX, serviceAccount: pasted });
  expect(account).toMatchObject({ settings: { project: "my-project", location: "global" }, secrets: { credentials } });
  expect(check({ ...VERTEX, credentialKind: "adc" }).account?.secrets).toEqual({ credentials: { kind: "adc" } });
});

test("without credentials in it a form leaves those that there are", () => {
  expect(check({ ...CLAUDE, credentialKind: "", secret: "" }).account?.secrets).toBeNull();
});

test.each<[string, Partial<AccountForm>, AccountField[]]>([
  ["a name with a space", { ...CLAUDE, name: "my account" }, ["name"]],
  ["no name and no secret", { name: "", secret: "" }, ["name", "secret"]],
  ["a weight of nothing", { ...CLAUDE, weight: "0" }, ["weight"]],
  ["half a weight", { ...CLAUDE, weight: "1.5" }, ["weight"]],
  ["a secret of two lines", { ...CLAUDE, secret: "sk-ant-1\nsk-ant-2" }, ["secret"]],
  ["an address without encryption", { ...CLAUDE, baseUrl: "http://proxy.example" }, ["baseUrl"]],
  ["an address with a password", { ...CLAUDE, baseUrl: "https://a:b@proxy.example" }, ["baseUrl"]],
  ["an address that is a word", { ...CLAUDE, baseUrl: "proxy" }, ["baseUrl"]],
  ["a region that would be another host", { ...BEDROCK, region: "eu-west-1.evil.example/" }, ["region"]],
  ["a profile that there is not", { ...BEDROCK, route: "mars" }, ["route"]],
  ["an access key without its secret", { ...BEDROCK, credentialKind: "access-key", accessKeyId: "AKIA1" }, ["secretAccessKey"]],
  ["a Claude secret for Bedrock", { ...BEDROCK, credentialKind: "secret" }, ["credentialKind"]],
  ["model ids without a sign between them", { ...BEDROCK, modelIds: "claude-opus-5" }, ["modelIds"]],
  ["a beta with a blank", { ...BEDROCK, betas: "a b" }, ["betas"]],
  ["a location that would be another host", { ...VERTEX, location: "evil.example/" }, ["location"]],
  ["no project", { ...VERTEX, project: "" }, ["project"]],
  ["a file that is no JSON", { ...VERTEX, serviceAccount: "-----BEGIN" }, ["serviceAccount"]],
  ["a user's file", { ...VERTEX, serviceAccount: JSON.stringify({ ...file, type: "authorized_user" }) }, ["serviceAccount"]],
  ["a key that is none", { ...VERTEX, serviceAccount: JSON.stringify({ ...file, private_key: "abc" }) }, ["serviceAccount"]],
  [
    "a token address that is not Google's",
    { ...VERTEX, serviceAccount: JSON.stringify({ ...file, token_uri: "https://evil.example/token" }) },
    ["serviceAccount"],
  ],
  [
    "the machine's identity at an address that is not Google's",
    { ...VERTEX, credentialKind: "adc", baseUrl: "https://a.example" },
    ["baseUrl"],
  ],
])("%s is refused by its field", (_, form, wrong) => {
  expect(check(form)).toEqual({ account: null, wrong });
});

test("a stored account fills its form, and the form gives the same account back", () => {
  for (const typed of [
    CLAUDE,
    { ...BEDROCK, route: "mantle", betas: "a-1\nb-2", modelIds: "claude-opus-5 = x" },
    { ...VERTEX, location: "eu" },
  ]) {
    const { account } = check(typed);
    if (!account) throw new Error("the form is wrong");
    const form = formOfAccount({ ...account, settings: JSON.parse(JSON.stringify(account.settings)) });
    expect(JSON.stringify(form)).not.toMatch(/sk-ant-1|ABSK1|PRIVATE KEY/);
    expect(checkAccountForm(form).account).toEqual({ ...account, secrets: null });
  }
});
