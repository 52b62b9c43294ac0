import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { PASSWORD_LENGTH } from "@/lib/auth/credentials";
import { AppError } from "@/lib/basics/errors";

// OWASP's password storage cheat sheet, 2026: argon2id (the library's default) with 19 MiB, two passes, one lane.
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
const WAITING_AT_MOST = 64;

let running = 0;
const waiting: (() => void)[] = [];
let dummyHash: Promise<string> | undefined;

/** The argon2id hash of a password. Throws `rate_limited` if too many computations are waiting. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normal(password), ARGON2));
}

/** Whether the password is right. Without a hash it returns false after the same time, so timing does not show whether the address is known. */
export async function isRightPassword(password: string, passwordHash: string | null): Promise<boolean> {
  if (password.length > PASSWORD_LENGTH.max) return false;
  dummyHash ??= hash("the password of nobody", ARGON2);
  const compared = passwordHash ?? (await dummyHash);
  const isRight = await inTurn(() => verify(compared, normal(password), ARGON2));
  return isRight && passwordHash !== null;
}

/** Keyboards may encode the same accented letter in two ways. */
function normal(password: string): string {
  return password.normalize("NFKC");
}

/** Each computation needs 19 MiB and a core for some 20 ms: a flood of sign-ins must not overload the machine. */
async function inTurn<T>(compute: () => Promise<T>): Promise<T> {
  if (waiting.length >= WAITING_AT_MOST) {
    throw new AppError("rate_limited", "Too many people are signing in just now. Please try again in a moment.", { retryAfterSeconds: 2 });
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await compute();
  } finally {
    // The slot goes to the next in the queue, or becomes free.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
