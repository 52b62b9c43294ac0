import { invalid, isAbsent, optionalBoolean, requireArray, requireObject, requireText } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import type { FunctionPlace } from "@/lib/wire/openai/read-tool";
import { nameUpstream } from "@/lib/wire/openai/tool-names";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

/** The tools that may be called, who chooses among them, and an instruction for what the model cannot enforce. */
export type ToolPlan = { tools: JsonObject[]; choice?: JsonObject; instruction?: string };

/** `isStrict`: the caller prefers a refusal to an answer with less than it asked for. */
export type ChoiceRules = { param: string; inside: FunctionPlace; isStrict: boolean; isSerial: boolean };

/**
 * Who chooses the tool. A model that cannot be forced to call one is offered that one alone, with an instruction to call it; `ignored` then
 * names the parameter.
 */
export function toToolPlan(requested: unknown, tools: JsonObject[], model: OpenAiModel, rules: ChoiceRules, ignored: string[]): ToolPlan {
  const { allowed, choice } = choiceOf(requested, tools, rules);
  if (allowed.length === 0) return { tools: [] };
  const isForced = choice?.type === "any" || choice?.type === "tool";
  if (isForced && !model.capabilities.takesForcedToolChoice) return inWords(choice, allowed, model, rules, ignored);
  return { tools: allowed, choice: serial(choice, rules) };
}

export function isSerial(fields: JsonObject): boolean {
  return optionalBoolean(fields.parallel_tool_calls, "parallel_tool_calls") === false;
}

function inWords(choice: JsonObject, tools: JsonObject[], model: OpenAiModel, rules: ChoiceRules, ignored: string[]): ToolPlan {
  if (rules.isStrict) {
    throw new UnsupportedParameter(
      rules.param,
      `${model.id} cannot be forced to call a tool; use "auto", or leave out x-relais-strict to have it asked in words. Nothing was charged.`,
    );
  }
  ignored.push(rules.param);
  const offered = choice.type === "tool" ? tools.filter(({ name }) => name === choice.name) : tools;
  const sentence = choice.type === "tool" ? `Call the tool ${choice.name}.` : "Call at least one of your tools.";
  const instruction = `${sentence} Your answer is read by a program that needs this call: do not answer in words instead.`;
  return { tools: offered, choice: serial(undefined, rules), instruction };
}

function serial(choice: JsonObject | undefined, rules: ChoiceRules): JsonObject | undefined {
  if (!rules.isSerial || choice?.type === "none") return choice;
  return { ...(choice ?? { type: "auto" }), disable_parallel_tool_use: true };
}

type Choice = { allowed: JsonObject[]; choice?: JsonObject };

function choiceOf(choice: unknown, tools: JsonObject[], rules: ChoiceRules): Choice {
  const { param } = rules;
  if (isAbsent(choice)) return { allowed: tools };
  if (choice === "auto" || choice === "none") return { allowed: tools, choice: { type: choice } };
  if (choice === "required") return { allowed: needed(tools, param), choice: { type: "any" } };
  if (!isObject(choice)) throw invalid(param, 'must be "none", "auto", "required" or a function.');
  if (choice.type === "allowed_tools") return allowedTools(choice, tools, rules);
  if (choice.type === "function" || choice.type === "custom") {
    return { allowed: tools, choice: { type: "tool", name: namedTool(choice, tools, param, rules.inside) } };
  }
  throw new UnsupportedParameter(
    `${param}.type`,
    'only "function", "custom" and "allowed_tools" can be chosen here. Tools that OpenAI runs itself may be offered, and are left out.',
  );
}

function needed(tools: JsonObject[], param: string): JsonObject[] {
  if (tools.length === 0) throw invalid(param, "there are no tools to call.");
  return tools;
}

/** Fewer tools than the request defines. The model cannot call a tool that it does not get. */
function allowedTools(choice: JsonObject, tools: JsonObject[], { param, inside }: ChoiceRules): Choice {
  const isNested = isObject(choice.allowed_tools);
  const place = isNested ? `${param}.allowed_tools` : param;
  const { mode, tools: listed } = isNested ? requireObject(choice.allowed_tools, place) : choice;
  if (mode !== "auto" && mode !== "required") throw invalid(`${place}.mode`, 'must be "auto" or "required".');
  const names = requireArray(listed, `${place}.tools`).flatMap((each, index) => {
    const tool = requireObject(each, `${place}.tools.${index}`);
    // Tools of other kinds are not there to be allowed.
    return tool.type === "function" || tool.type === "custom" ? [namedTool(tool, tools, `${place}.tools.${index}`, inside)] : [];
  });
  const allowed = tools.filter(({ name }) => names.includes(`${name}`));
  return mode === "auto" ? { allowed, choice: { type: "auto" } } : { allowed: needed(allowed, `${place}.tools`), choice: { type: "any" } };
}

function namedTool(choice: JsonObject, tools: JsonObject[], param: string, inside: FunctionPlace): string {
  const field = `${choice.type}`;
  const isNested = isObject(choice[field]) || (inside === ".function" && typeof choice.name !== "string");
  const place = isNested ? `${param}.${field}` : param;
  const named = isNested ? requireObject(choice[field], place) : choice;
  const name = nameUpstream(requireText(named.name, `${place}.name`), named.namespace);
  if (!tools.some((tool) => tool.name === name)) throw invalid(`${place}.name`, "there is no tool with this name.");
  return name;
}
