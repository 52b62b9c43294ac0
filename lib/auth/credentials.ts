import { z } from "zod";

export const PASSWORD_LENGTH = { min: 8, max: 200 };

// The ones that every guesser tries first.
const COMMON = new Set(
  "password 12345678 123456789 1234567890 11111111 00000000 qwertyui qwertyuiop password1 iloveyou sunshine princess football baseball superman trustno1 letmein1 abc12345".split(
    " ",
  ),
);

/** An address as the table keeps it: without spaces around it, in lower case. */
export const emailText = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** A password that somebody chooses. An existing one is never measured by this. */
export const newPasswordText = z
  .string()
  .min(PASSWORD_LENGTH.min)
  .max(PASSWORD_LENGTH.max)
  .refine((password) => !COMMON.has(password.toLowerCase()) && new Set(password).size > 2);
