export type Picture = { address: string; width: number; height: number; image: Buffer };

// Wide enough to read headings and to see whether columns line up.
const SHOWN: Record<number, number> = { 360: 240, 768: 360, 1280: 500 };

/** One HTML page with all pictures of one width, each under its address. The images are inside it. */
export function contactSheet(pictures: Picture[], width: number): string {
  const figures = pictures
    .filter((each) => each.width === width)
    .map(
      ({ address, image }) =>
        `<figure><figcaption>${escaped(address)}</figcaption><img width="${SHOWN[width] ?? 360}" src="data:image/png;base64,${image.toString("base64")}" alt=""></figure>`,
    );
  return `<!doctype html><meta charset="utf-8"><title>${width} px</title>
<style>body{margin:24px;background:#888;font:13px sans-serif;display:flex;flex-wrap:wrap;gap:24px}figure{margin:0}figcaption{padding:0 0 6px;color:#fff}img{display:block}</style>
${figures.join("\n")}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
