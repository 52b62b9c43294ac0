import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const components = readdirSync("components", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".tsx"))
  .map((file) => ({ file, source: readFileSync(path.join("components", file), "utf8") }));
const forms = components.filter(({ source }) => source.includes("useActionState("));

test.each(forms)("the form of $file says when the session has ended, and keeps what was typed", ({ source }) => {
  expect(source).toMatch(/<SignedOutAlert|<FormAlert|<ConfirmForm/);
  if (/<form[^>]*action=\{\w+\}/s.test(source) && /<(Field|\w+Fields?)\b/.test(source)) {
    expect(source).toMatch(/onReset=|onSubmit=|value=\{amount\}/);
  }
});

test("there are forms to look at", () => {
  expect(forms.length).toBeGreaterThan(10);
});
