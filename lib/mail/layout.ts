import type { Mail } from "@/lib/platform/mailer";

/** A value that begins with `https://` or `http://` is a link. */
type MailFact = { label: string; value: string };

export type MailContent = {
  to: string;
  /** Also the heading. */
  subject: string;
  greeting: string;
  paragraphs: string[];
  /** A receipt's lines, each with its label. */
  facts?: MailFact[];
  action: { label: string; url: string };
  ending: string[];
  footer: string;
};

/**
 * Renders the same content as plain text and as HTML. Colours stand inline, for programs that drop a style sheet, and once more in a style
 * sheet for those that show a dark theme. Nothing is loaded from anywhere.
 */
export function renderMail(content: MailContent): Mail {
  const { to, subject, greeting, paragraphs, facts = [], action, ending, footer } = content;
  const lines = facts.map(({ label, value }) => `${label}: ${value}`).join("\n");
  const text = [greeting, ...paragraphs, ...(lines ? [lines] : []), `${action.label}:\n${action.url}`, ...ending, `--\n${footer}`];
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title><style>${DARK}</style></head>
<body class="page" style="margin:0;padding:24px 12px;background:#f5f8f7;color:#14211f;font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div class="card" style="max-width:34rem;margin:0 auto;background:#ffffff;border:1px solid #d5dedb;border-radius:8px">
${HEAD}
<div style="padding:24px 28px 8px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.4;font-weight:600;letter-spacing:-0.01em;overflow-wrap:anywhere">${escaped(subject)}</h1>
${[greeting, ...paragraphs].map(paragraph).join("\n")}
${facts.length > 0 ? factTable(facts) : ""}
<p style="margin:24px 0"><a class="action" href="${escaped(action.url)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#0f5c52;color:#ffffff;font-weight:500;text-decoration:none">${escaped(action.label)}</a></p>
${ending.map(paragraph).join("\n")}
</div></div>
<p class="note" style="max-width:34rem;margin:16px auto 0;color:#52625e;font-size:13px;overflow-wrap:anywhere">${escaped(footer)}</p>
</body></html>`;
  return { to, subject, text: text.join("\n\n"), html };
}

/** The mark, the name and the engraver's hairlines, by colours and borders alone: mail programs show no drawing that is not loaded. */
const HEAD = `<table role="presentation" style="width:100%;border-collapse:collapse"><tr>
<td style="padding:18px 0 14px 28px;width:26px;vertical-align:middle"><span class="mark" style="display:block;width:15px;height:7px;background:#0f5c52;border-radius:1px;font-size:0">&nbsp;</span><span class="mark" style="display:block;width:15px;height:7px;margin:1px 0 0 7px;background:#0f5c52;border-radius:1px;opacity:0.5;font-size:0">&nbsp;</span></td>
<td class="brand" style="padding:18px 28px 14px 0;color:#0f5c52;font-size:16px;font-weight:600;letter-spacing:-0.01em;vertical-align:middle">Relais</td></tr></table>
${[1, 0.6, 0.3]
  .map((strength) => `<div class="hair" style="height:2px;border-top:1px solid #0f5c52;opacity:${strength};font-size:0">&nbsp;</div>`)
  .join("\n")}`;

const DARK = `@media (prefers-color-scheme:dark){
.page{background:#0c1110!important;color:#e8efed!important}
.card{background:#141a19!important;border-color:#2b3432!important}
.brand{color:#5cc2ae!important;border-color:#2b3432!important}
.mark{background:#5cc2ae!important}
.hair,.total{border-color:#5cc2ae!important}
.action{background:#5cc2ae!important;color:#08201b!important}
.note,.label{color:#a5b3af!important}
.fact{border-color:#2b3432!important}}`;

/** Labels on the left and values on the right, with digits of one width. */
function factTable(facts: MailFact[]): string {
  const cell = "padding:6px 0;border-top:1px solid #d5dedb;vertical-align:top";
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td class="fact label" style="${cell};padding-right:16px;color:#52625e;white-space:nowrap">${escaped(label)}</td>` +
      `<td class="fact" style="${cell};text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere">${linked(value)}</td></tr>`,
  );
  // As on a receipt, a double rule ends the lines.
  return `<table role="presentation" class="total" style="width:100%;margin:0 0 16px;border-collapse:collapse;border-bottom:3px double #0f5c52">${rows.join("\n")}</table>`;
}

function linked(value: string): string {
  return /^https?:\/\//.test(value)
    ? `<a class="brand" href="${escaped(value)}" style="color:#0f5c52">${escaped(value)}</a>`
    : escaped(value);
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px;overflow-wrap:anywhere">${escaped(text)}</p>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
