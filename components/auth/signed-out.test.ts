import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const components = readdirSync("components", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".tsx"))
  .map((file) => ({ file, source: readFileSync(path.join("components", file), "utf8") }));
const forms = components.filter(({ source }) => /use(ActionState|FormAction)\(/.test(source));

test.each(forms)("the form of $file says when the session has ended, and keeps what was typed", ({ source }) => {
  expect(source).toMatch(/<SignedOutAlert|<FormAlert|<ConfirmForm|<RefundAnswer/);
  if (/<form[^>]*action=\{\w+\}/s.test(source) && /<(Field|\w+Fields?)\b/.test(source)) {
    expect(source).toMatch(/onReset=|onSubmit=|value=\{amount\}/);
  }
});

test.each(forms.filter(({ source }) => source.includes("useFormAction(")))(
  "the form of $file says why it has no answer: its page is out of date, or nothing was reached",
  ({ source }) => expect(source).toMatch(/<NoAnswerAlert|noAnswer=\{/),
);

test("every form survives a page that is out of date", () => {
  const others = forms.filter(({ file, source }) => !source.includes("useFormAction(") && file !== "ui/use-form-action.ts");
  expect(others.map(({ file }) => file)).toEqual([]);
});

test("there are forms to look at", () => {
  expect(forms.length).toBeGreaterThan(10);
});
