import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

/** Output items of earlier answers, each as JSON, by their ids. Plain data. */
export type StoredItems = ReadonlyMap<string, string>;

const GONE =
  "nothing with this id is kept any more: the items of an answer are kept for half an hour, in memory, and are gone when the relay restarts. " +
  "Send the items themselves, as clients do with store: false.";

/** The item that a reference stands for. Throws `invalid_request` where it is gone. */
export function storedItem({ id }: JsonObject, param: string, stored: StoredItems | undefined): JsonObject {
  const json = typeof id === "string" ? stored?.get(id) : undefined;
  const item = json === undefined ? undefined : parseJson(json);
  if (!isObject(item)) throw new UnsupportedParameter(`${param}.id`, GONE);
  return item;
}
