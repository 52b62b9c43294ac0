import { randomBytes } from "node:crypto";

/** What somebody whom no other test knows types in, from a network of their own. */
export function newForm() {
  const id = randomBytes(6).toString("hex");
  const [a, b] = randomBytes(2);
  return { email: `${id}@example.test`, password: `correct horse ${id}`, remoteAddress: `10.${a}.${b}.1` };
}
