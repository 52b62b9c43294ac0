const STYLE = `*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;color:#1c1917;background:#f5f5f4}
main{max-width:26rem;margin:8vh auto;background:#fff;border:1px solid #e7e5e4;border-radius:12px;padding:2rem}
.note{background:#fef3c7;color:#713f12;border-radius:8px;padding:.5rem .75rem;margin:0 0 1.5rem;font-size:.9rem}
h1{font-size:1rem;font-weight:500;margin:0;color:#57534e}.amount{font-size:2.25rem;font-weight:650;margin:.25rem 0 1.5rem}
fieldset{border:1px solid #e7e5e4;border-radius:8px;margin:0 0 1rem;padding:.5rem 1rem}label{display:block;padding:.35rem 0}
button{width:100%;font:inherit;font-weight:600;border-radius:8px;padding:.7rem;border:1px solid #4338ca;cursor:pointer}
button:focus-visible,a:focus-visible{outline:3px solid #a5b4fc;outline-offset:2px}
.pay{background:#4338ca;color:#fff}.decline{background:#fff;color:#4338ca;margin-top:.5rem}
.declined{background:#fee2e2;color:#7f1d1d;border-radius:8px;padding:.5rem .75rem}p.back{margin:1.25rem 0 0;text-align:center}a{color:#4338ca}`;

/** A whole page, with the note that no money moves. */
export function page(body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>Stripe stand-in</title><style>${STYLE}</style></head><body><main><p class="note">Stripe stand-in — no money moves</p>${body}</main></body></html>`
  );
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
