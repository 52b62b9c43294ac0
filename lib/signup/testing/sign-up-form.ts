import { randomBytes } from "node:crypto";

/** A sign-up form of a person and a network that no other test uses. */
export function newForm() {
  const id = randomBytes(6).toString("hex");
  const [a, b] = randomBytes(2);
  return { email: `${id}@example.test`, password: `correct horse ${id}`, remoteAddress: `10.${a}.${b}.1` };
}
