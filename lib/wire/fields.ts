import { AppError } from "@/lib/basics/errors";
import { isObject, type JsonObject, writeJson } from "@/lib/wire/json";

/** A refusal that names the parameter at fault. */
export function invalid(param: string, reason: string): AppError {
  return new AppError("invalid_request", `${param}: ${reason}`, { param });
}

export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

export function requireObject(value: unknown, param: string): JsonObject {
  if (!isObject(value)) throw invalid(param, "must be an object.");
  return value;
}

export function requireArray(value: unknown, param: string): unknown[] {
  if (!Array.isArray(value)) throw invalid(param, "must be an array.");
  return value;
}

/** A text with at least one character. */
export function requireText(value: unknown, param: string): string {
  if (typeof value !== "string" || value === "") throw invalid(param, "must be a non-empty string.");
  return value;
}

/** The value as JSON. */
export function requireJson(value: unknown, param: string): string {
  const json = writeJson(value);
  if (json === undefined) throw invalid(param, "is nested too deeply.");
  return json;
}

/** A text that may be empty. */
export function requireString(value: unknown, param: string): string {
  if (typeof value !== "string") throw invalid(param, "must be a string.");
  return value;
}

export function optionalBoolean(value: unknown, param: string): boolean | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== "boolean") throw invalid(param, "must be true or false.");
  return value;
}

export function optionalText(value: unknown, param: string): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== "string") throw invalid(param, "must be a string.");
  return value;
}

/** A whole number of tokens from `least` to 2^31 - 1. */
export function optionalCount(value: unknown, param: string, least: number): number | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > 0x7fffffff) {
    throw invalid(param, `must be a whole number, ${least} or more.`);
  }
  return value;
}

export function optionalNumberIn(value: unknown, param: string, least: number, most: number): number | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== "number" || !(value >= least && value <= most)) throw invalid(param, `must be a number from ${least} to ${most}.`);
  return value;
}
