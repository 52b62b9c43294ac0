import { z } from "zod";

export const PASSWORD_LENGTH = { min: 8, max: 200 };

// The passwords that attackers try first.
const COMMON = new Set(
  "password 12345678 123456789 1234567890 11111111 00000000 qwertyui qwertyuiop password1 iloveyou sunshine princess football baseball superman trustno1 letmein1 abc12345".split(
    " ",
  ),
);

/** An address as the table stores it: trimmed and in lower case. */
export const emailText = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** The rules for a new password. Existing passwords are never checked against them. */
export const newPasswordText = z
  .string()
  .min(PASSWORD_LENGTH.min)
  .max(PASSWORD_LENGTH.max)
  .refine((password) => !COMMON.has(password.toLowerCase()) && new Set(password).size > 2);
