import { expect, test } from "vitest";
import { MOST_PICTURE_TOKENS, pictureTokens } from "@/lib/wire/media/picture-tokens";
import { gif, jpeg, png, webp } from "@/lib/wire/media/testing/pictures";

const tokens = (file: Buffer) => pictureTokens(file.toString("base64"));

/** Anthropic's page on vision gives these costs. A picture beyond the model's limit is scaled down first. */
test.each([
  [200, 200, 64, 64],
  [1_000, 1_000, 1_296, 1_296],
  [1_092, 1_092, 1_521, 1_521],
  [1_920, 1_080, 1_568, 2_691],
  [3_840, 2_160, 1_568, 4_784],
  [8_000, 8_000, 1_568, 4_784],
  [1, 1, 1, 1],
  [28, 29, 2, 2],
])("%i by %i pixels", (width, height, before, since) => {
  for (const file of [png(width, height), jpeg(width, height), gif(width, height), ...webp(width, height)]) {
    expect(tokens(file)).toEqual({ before_4_7: before, since_4_7: since });
  }
});

test("a long strip costs the size that it has after scaling", () => {
  expect(tokens(png(8_000, 28)).since_4_7).toBeLessThan(300);
  expect(tokens(png(8_000, 28)).since_4_7).toBeGreaterThanOrEqual(92);
});

test("a camera's notes before the size do not hide the size", () => {
  for (const notes of [100, 5_000, 65_000, 600_000, 3_000_000])
    expect(tokens(jpeg(280, 280, notes))).toEqual({ before_4_7: 100, since_4_7: 100 });
});

test("the bytes of a request count as the text does, with the escapes and line breaks of any client", () => {
  const text = png(560, 560).toString("base64");
  expect(pictureTokens(Buffer.from(text))).toEqual({ before_4_7: 400, since_4_7: 400 });
  const wrapped = text.replaceAll("/", "\\/").replace(/.{20}/g, "$&\\n");
  expect(pictureTokens(Buffer.from(wrapped))).toEqual({ before_4_7: 400, since_4_7: 400 });
});

test("a picture without a readable size costs the maximum", () => {
  const frameBeyondScreen = gif(1, 1, { width: 2_000, height: 2_000 });
  expect(tokens(frameBeyondScreen).since_4_7).toBe(4_784);
  const unread = [
    Buffer.alloc(5_000, 7),
    png(0, 9),
    jpeg(9, 0),
    Buffer.from("<svg/>"),
    png(5, 5).subarray(0, 20),
    jpeg(5, 5).fill(0, 2, 4),
  ];
  for (const file of unread) expect(tokens(file)).toEqual(MOST_PICTURE_TOKENS);
  expect(pictureTokens("")).toEqual(MOST_PICTURE_TOKENS);
  expect(pictureTokens(Buffer.from("\\x"))).toEqual(MOST_PICTURE_TOKENS);
  expect(pictureTokens(`iVBO==${png(5, 5).toString("base64")}`)).toEqual(MOST_PICTURE_TOKENS);
});
