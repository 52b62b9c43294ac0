import { spawnSync } from "node:child_process";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import { listEndpoints, methodsOf } from "@/lib/api/endpoints";
import { OPERATIONS, openApiDocument } from "@/lib/openapi/document";
import { highlightsOf } from "@/lib/openapi/highlights";
import highlights from "@/lib/openapi/highlights.json";
import served from "@/lib/openapi/openapi.json";
import type { Highlights } from "@/lib/openapi/reference";

type Sample = { lang: string; source: string };
const operations = Object.values(served.paths).flatMap((path) => Object.values(path)) as Record<string, unknown>[];

test("the served document is the one that the schemas generate: `npm run openapi` writes it", () => {
  expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

test("the coloured samples are those of the document, to the last character: `npm run openapi` writes them too", async () => {
  expect(highlights).toEqual(JSON.parse(JSON.stringify(await highlightsOf(openApiDocument()))));
  for (const { operationId, "x-codeSamples": samples } of operations) {
    const { samples: coloured } = (highlights as unknown as Highlights)[String(operationId)] ?? { samples: {} };
    for (const { lang, source } of samples as Sample[]) {
      expect(coloured[lang]?.map((piece) => (typeof piece === "string" ? piece : piece[1])).join("")).toBe(source);
    }
  }
});

test("the linter's strict rules find nothing, and every example is one of its schema", async () => {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const problems = await lintFromString({ source: JSON.stringify(served), config, absoluteRef: "openapi.json" });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer}`)).toEqual([]);
});

test("every endpoint of the relay is in the document with all its methods, and none is invented", () => {
  const real = listEndpoints().flatMap(({ path, endpoint }) =>
    methodsOf(endpoint)
      .filter((method) => method !== "HEAD")
      .map((method) => `${method} ${path}`),
  );
  const told = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} /api/v1${path}`);
  expect(told.toSorted()).toEqual(real.toSorted());
  expect(real.length).toBeGreaterThan(15);
});

test("every operation has a name of its own, a description, refusals, and the id of its request", () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { operationId, summary, description, responses } of operations) {
    expect([operationId, summary, description].every((text) => typeof text === "string" && text !== "")).toBe(true);
    const answers = responses as Record<string, { headers?: object }>;
    expect(Object.keys(answers).some((status) => status.startsWith("4"))).toBe(true);
    const good = Object.entries(answers).find(([status]) => status.startsWith("2"))?.[1];
    expect(Object.keys(good?.headers ?? {})).toEqual(expect.arrayContaining(["request-id", "x-request-id"]));
  }
});

test("every sample can be read by the language that it is written in", () => {
  const python = spawnSync("python3", ["--version"]).status === 0;
  for (const { operationId, "x-codeSamples": samples } of operations) {
    for (const { lang, source } of samples as Sample[]) {
      if (lang === "shell") expect(spawnSync("sh", ["-n"], { input: source }).status, `${operationId} ${lang}`).toBe(0);
      if (lang === "javascript") expect(transformSync(source, { format: "esm", logLevel: "silent" }).warnings).toEqual([]);
    }
  }
  if (!python) return;
  const sources = operations.flatMap(({ "x-codeSamples": samples }) => (samples as Sample[]).filter(({ lang }) => lang === "python"));
  const program = "import ast, json, sys\nfor source in json.load(sys.stdin): ast.parse(source)";
  const parsed = spawnSync("python3", ["-c", program], { input: JSON.stringify(sources.map(({ source }) => source)), encoding: "utf8" });
  expect(parsed.stderr).toBe("");
});
