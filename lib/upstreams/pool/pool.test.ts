import { afterEach, expect, test } from "vitest";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { type PoolOptions, UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PooledAccount } from "@/lib/upstreams/pool/pool-member";

const opened: UpstreamPool[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.close()));
});

function poolOf(accounts: PooledAccount[], options?: PoolOptions): UpstreamPool {
  const pool = new UpstreamPool(accounts, options);
  opened.push(pool);
  return pool;
}

function pooled(name: string, rest: Partial<PooledAccount> & { models?: string[] } = {}): PooledAccount {
  const { models, ...changes } = rest;
  const account: UpstreamAccount = { kind: "claude-api", name, secret: `sk-${name}`, baseUrl: "http://127.0.0.1:9", models };
  return { id: name, weight: 1, isDraining: false, account, ...changes };
}

const regional = (name: string): PooledAccount => ({
  ...pooled(name),
  account: { kind: "vertex", name, project: "p", location: "eu", credentials: { kind: "adc" } },
});

const never = () => {
  throw new Error("nobody had to tell conversations apart");
};

test("with one account for a model nothing is hashed", () => {
  const pool = poolOf([pooled("a"), pooled("b", { models: ["claude-haiku-5-5"] })]);
  expect(pool.inOrder("claude-opus-5", never).map(({ name }) => name)).toEqual(["a"]);
});

test("an account that drains, or has no weight, takes no calls", () => {
  const pool = poolOf([pooled("a", { isDraining: true }), pooled("b", { weight: 0 })]);
  expect(pool.serves("claude-opus-5")).toBe(false);
  expect(pool.inOrder("claude-opus-5", never)).toEqual([]);
});

test("a conversation keeps its account whatever happens to the others, and returns to it when it is back", () => {
  const four = ["a", "b", "c", "d"].map((name) => pooled(name));
  const pool = poolOf(four);
  const home = () => pool.inOrder("claude-opus-5", () => "workspace claude-opus-5 session-7")[0]?.name;
  const first = home();
  pool.replace(four.filter(({ id }) => id !== ["a", "b", "c", "d"].find((name) => name !== first)));
  expect(home()).toBe(first);
  pool.replace(four.map((each) => (each.id === first ? { ...each, isDraining: true } : each)));
  expect(home()).not.toBe(first);
  pool.replace(four);
  expect(home()).toBe(first);
});

test("an account that did not change keeps its connections and its cooldown, one whose credentials changed starts new", () => {
  const pool = poolOf([pooled("a"), pooled("b")]);
  const [a, b] = pool.all();
  pool.replace([
    { ...pooled("a"), weight: 9 },
    { ...pooled("b"), account: { kind: "claude-api", name: "b", secret: "sk-new" } },
  ]);
  expect(pool.all()[0]).toBe(a);
  expect(pool.all()[0]?.weight).toBe(9);
  expect(pool.all()[1]).not.toBe(b);
});

test("the hold has to cover the most expensive account that may serve the model", () => {
  const pool = poolOf([pooled("a"), regional("eu")]);
  expect(pool.modifiersFor("claude-opus-5")).toEqual(["regional"]);
  expect(pool.modifiersFor("claude-opus-4-1-20250805")).toEqual([]);
});

test("in rotation each account gets its turn", () => {
  const pool = poolOf([pooled("a"), pooled("b"), pooled("c")], { routing: "rotation" });
  const turns = Array.from({ length: 6 }, () => pool.inOrder("claude-opus-5", never)[0]?.name);
  expect(turns).toEqual(["b", "c", "a", "b", "c", "a"]);
});
