import { invalid, isAbsent, optionalCount, optionalNumberIn } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import type { Thinking } from "@/lib/wire/openai/thinking";

// With thinking on, the upstream accepts only temperature 1 and no smaller top_p than this.
const LEAST_TOP_P_WITH_THINKING = 0.95;

/** Temperature (capped at 1), top_p and top_k, as far as the model takes them; `ignored` receives the names of the others. */
export function toSampling(fields: JsonObject, model: OpenAiModel, { thinking }: Thinking, ignored: string[]): JsonObject {
  const temperature = optionalNumberIn(fields.temperature, "temperature", 0, 2);
  const topP = optionalNumberIn(fields.top_p, "top_p", 0, 1);
  const topK = optionalCount(fields.top_k, "top_k", 0);
  const isThinking = thinking?.type === "enabled" || thinking?.type === "adaptive";
  const { sampling } = model.capabilities;
  const takes = {
    temperature: sampling !== "none" && !isThinking,
    top_p: sampling !== "none" && !(isThinking && topP !== undefined && topP < LEAST_TOP_P_WITH_THINKING),
    top_k: sampling !== "none" && !isThinking,
  };
  if (sampling === "temperature_or_top_p" && takes.temperature && temperature !== undefined) takes.top_p = false;
  const requested = { temperature: temperature === undefined ? undefined : Math.min(1, temperature), top_p: topP, top_k: topK };
  const sent: JsonObject = {};
  for (const name of ["temperature", "top_p", "top_k"] as const) {
    if (requested[name] === undefined) continue;
    if (takes[name]) sent[name] = requested[name];
    else ignored.push(name);
  }
  return sent;
}

/** The upstream refuses sequences of whitespace alone: they are left out, and `ignored` receives their places. */
export function toStopSequences(stop: unknown, ignored: string[]): string[] {
  if (isAbsent(stop)) return [];
  const sequences = Array.isArray(stop) ? stop : [stop];
  if (!sequences.every((each): each is string => typeof each === "string"))
    throw invalid("stop", "must be a string or an array of strings.");
  return sequences.filter((each, index) => {
    if (each.trim() !== "") return true;
    ignored.push(Array.isArray(stop) ? `stop.${index}` : "stop");
    return false;
  });
}
