import { AppError } from "@/lib/basics/errors";

/** The name as it is stored. Throws `invalid_request`. */
export function validName(text: string): string {
  const name = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Postgres has no text with a zero byte, and the others are not readable
  if (name.length === 0 || name.length > 80 || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new AppError("invalid_request", "A key's name has 1 to 80 characters.", { param: "name" });
  }
  return name;
}
