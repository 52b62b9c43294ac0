import { membersOf } from "@/lib/json-bytes/json-text";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** The arguments of a call under the keys that the caller gave them. The bytes of their values do not change. */
export function argumentsAsCalled(args: string, { keys }: JsonObject): string {
  if (!isObject(keys) || !isObject(parseJson(args))) return args;
  const json = Buffer.from(args);
  const members = membersOf(json).map(({ name, valueFrom, to }) => {
    const called = Object.hasOwn(keys, name) ? keys[name] : name;
    return `${JSON.stringify(called)}:${json.toString("utf8", valueFrom, to)}`;
  });
  return `{${members.join(",")}}`;
}
