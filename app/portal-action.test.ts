import { expect, test } from "vitest";
import { z } from "zod";
import { answerForm, REFUSAL_OF, type Refusal } from "@/app/portal-action";
import { AppError, type ErrorCode } from "@/lib/basics/errors";

type State = { kind: string; told?: unknown };

const schema = z.object({ name: z.string().min(1), models: z.array(z.string()) });
type Input = z.infer<typeof schema>;

function formOf(fields: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

const FORM = formOf([
  ["name", "Laptop"],
  ["models", "a"],
  ["models", "b"],
]);

function handler(run: (input: Input) => State | Promise<State>) {
  return {
    schema,
    lists: ["models"],
    run: async (input: Input, from: string) => ({ told: from, ...(await run(input)) }),
    unreadable: (fields: PropertyKey[]): State => ({ kind: "unreadable", told: fields }),
    refused: (refusal: Refusal, { param }: AppError, input: Input): State => ({ kind: refusal, told: [param, input] }),
  };
}

test("a valid form is handled once, for its sender, with every entry of a list", async () => {
  const seen: Input[] = [];
  const done = handler((input) => {
    seen.push(input);
    return { kind: "done" };
  });
  expect(await answerForm(done, "ada", FORM)).toEqual({ kind: "done", told: "ada" });
  expect(seen).toEqual([{ name: "Laptop", models: ["a", "b"] }]);
  expect(await answerForm(done, "ada", formOf([["name", "x"]]))).toMatchObject({ kind: "done" });
  expect(seen[1]).toEqual({ name: "x", models: [] });
});

test("an invalid form does nothing and names its fields", async () => {
  const never = handler(() => {
    throw new Error("not to be run");
  });
  expect(await answerForm(never, "ada", formOf([["models", "a"]]))).toEqual({ kind: "unreadable", told: ["name"] });
});

const CODES = Object.entries(REFUSAL_OF) as [ErrorCode, Refusal][];
test.each(CODES)("the error %s becomes %s, beside the typed text", async (code, refusal) => {
  const refusing = handler(() => {
    throw new AppError(code, "for a test", { param: "name" });
  });
  expect(await answerForm(refusing, "ada", FORM)).toEqual({ kind: refusal, told: ["name", { name: "Laptop", models: ["a", "b"] }] });
});

test("an unexpected error goes to the error page, and so does every error of a form that handles none", async () => {
  const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT" });
  const leaving = handler(() => {
    throw redirect;
  });
  await expect(answerForm(leaving, "ada", FORM)).rejects.toBe(redirect);
  const busy = new AppError("upstream_unavailable", "busy");
  const plain = handler(() => {
    throw busy;
  });
  await expect(answerForm({ ...plain, refused: undefined }, "ada", FORM)).rejects.toBe(busy);
});
