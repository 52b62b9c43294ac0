import { randomBytes } from "node:crypto";

const LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const start = Array.from(randomBytes(12), (byte) => LETTERS[byte % LETTERS.length]).join("");
let count = 0;

/** `msg_01…`, `req_01…`, `toolu_01…`: never the same twice, also across restarts. */
export function newId(prefix: string): string {
  count += 1;
  let rest = "";
  for (let left = count; rest.length < 10; left = Math.floor(left / LETTERS.length)) rest = (LETTERS[left % LETTERS.length] ?? "1") + rest;
  return `${prefix}_01${start}${rest}`;
}
