import { AppError } from "@/lib/basics/errors";
import { isUuid } from "@/lib/basics/ids";

/** A whole number from 1 to `most`, or `usual` if it is absent. Throws `invalid_request`, as all of these do. */
export function limitOf(params: URLSearchParams, usual: number, most: number): number {
  const text = params.get("limit") ?? `${usual}`;
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (limit < 1 || limit > most) throw invalidQuery("limit", `is a whole number from 1 to ${most}.`);
  return limit;
}

export function booleanOf(params: URLSearchParams, name: string): boolean | undefined {
  const text = params.get(name);
  if (text === null) return undefined;
  if (text !== "true" && text !== "false") throw invalidQuery(name, "is true or false.");
  return text === "true";
}

/** Postgres has no text with a zero byte, so no model has such a name. */
export function modelIdOf(params: URLSearchParams): string | undefined {
  const text = params.get("model") ?? undefined;
  if (text?.includes("\0")) throw invalidQuery("model", "is the id of a model.");
  return text;
}

export function dateOf(params: URLSearchParams, name: string): Date | undefined {
  const text = params.get(name);
  if (text === null) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw invalidQuery(name, "is a time in the form 2026-11-21T00:00:00Z.");
  return date;
}

export function uuidOf(params: URLSearchParams, name: string): string | undefined {
  const text = params.get(name) ?? undefined;
  if (text !== undefined && !isUuid(text)) throw invalidQuery(name, "is an id.");
  return text;
}

export function invalidQuery(param: string, reason: string): AppError {
  return new AppError("invalid_request", `${param} ${reason}`, { param });
}
