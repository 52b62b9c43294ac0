import { expect, test } from "vitest";
import { newCode, readCode } from "@/lib/codes/code-text";

test("a code is read as it was made, however it was typed", () => {
  for (let round = 0; round < 200; round++) {
    const code = newCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
    const plain = code.replaceAll("-", "");
    const manners = [
      code,
      ` ${code.toLowerCase()} `,
      plain,
      code.replaceAll("-", " "),
      code.replaceAll("-", "–"),
      `\u200b${plain}\u202e`,
      plain.replaceAll("0", "O").replaceAll("1", "l"),
      plain.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    ];
    expect(manners.map(readCode)).toEqual(manners.map(() => code));
  }
});

test("what cannot be a code is none", () => {
  const code = newCode();
  for (const typed of ["", " ", code.slice(1), `${code}0`, code.replace(/.$/, "U"), "=1+1", "<script>", "x".repeat(100_000)]) {
    expect(readCode(typed)).toBeNull();
  }
});

test("two codes are not the same, and every character occurs", () => {
  const codes = Array.from({ length: 1_000 }, newCode);
  expect(new Set(codes).size).toBe(1_000);
  expect(new Set(codes.join("").replaceAll("-", "")).size).toBe(32);
});
