import { expect, test } from "vitest";
import { decompressZstd } from "@/lib/relay/reading/decompress-zstd";

/** Forty turns of a conversation as the reference implementation packs them, at its usual level. */
const PACKED =
  "KLUv/WDhCR0IALILJiaAS9IBM8AZkUvluDaSFAIDx7Z2n10jZOqATuTecsuUPgvsE7IqAQYPVKv8sb/r7qve3lP/1GM+f8xs2csLjV7KVmbnO19y8Xk+S7aUa4V5ib+z" +
  "U1uWhyxv4VFZYS9/bpEHSqc1lEbgIIwDxcBROFiaxmFIBBylJTAYztIQIh4sLhocEABnoU0QoAQxjsYgJCVIWRoGVRQETqghjHz9vwOAc5J4ErhBoAjGGoL///5ETDY1" +
  "mcoUBkWF/9KU5MFUZdhE7FBJh1beqSNCBHOa6GWL018PJrNnLF54IOIyunVprslS0QPArrJSxYgKsME2t1nZIwsDkS223LSy0IQBiFU=";
const TEXT = JSON.stringify(
  Array.from({ length: 40 }, (_, i) => ({ turn: i, text: `Zwei Boxk\u00e4mpfer jagen Eva durch Sylt, Runde ${i * i}` })),
);

test("what the reference implementation packed is unpacked byte for byte", () => {
  const unpacked = decompressZstd(Buffer.from(PACKED, "base64"), { maxOutputLength: 10_000 });
  expect(unpacked.toString()).toBe(TEXT);
});

test("what is cut, damaged or longer than allowed is refused", () => {
  const bytes = Buffer.from(PACKED, "base64");
  expect(() => decompressZstd(bytes, { maxOutputLength: 1_000 })).toThrow(expect.objectContaining({ code: "ERR_BUFFER_TOO_LARGE" }));
  for (const length of [0, 3, 10, 100, bytes.length - 1]) {
    expect(() => decompressZstd(bytes.subarray(0, length), { maxOutputLength: 10_000 })).toThrow();
  }
  const damaged = Buffer.from(bytes);
  damaged.fill(0xff, 40, 60);
  expect(() => decompressZstd(damaged, { maxOutputLength: 10_000 })).toThrow();
});
