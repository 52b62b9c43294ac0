import { expect, test } from "vitest";
import { callerSecrets } from "@/lib/wire/caller-secrets";

test.each([
  [{ "x-api-key": "K" }, ["K"]],
  [{ authorization: "Bearer K" }, ["K"]],
  [{ authorization: "bearer  K " }, ["K"]],
  [{ "x-api-key": "K", authorization: "Bearer K" }, ["K"]],
  [{ "x-api-key": "A", authorization: "Bearer B" }, ["A", "B"]],
  [{ "x-api-key": " ", authorization: "Bearer B" }, ["B"]],
  [{ authorization: "Basic K" }, []],
  [{ authorization: "Bearer " }, []],
  [{ authorization: "Bearer a b" }, []],
  [{ "x-api-key": "K".repeat(513) }, []],
  [{}, []],
])("%j offers %j", (headers, secrets) => {
  expect(callerSecrets(headers)).toEqual(secrets);
});
