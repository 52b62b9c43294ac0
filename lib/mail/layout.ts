import type { Mail } from "@/lib/platform/mailer";

export type MailContent = {
  to: string;
  subject: string;
  greeting: string;
  paragraphs: string[];
  action: { label: string; url: string };
  ending: string[];
  footer: string;
};

/** Renders the same content as plain text and as HTML that is also readable on a dark background. */
export function renderMail(content: MailContent): Mail {
  const { to, subject, greeting, paragraphs, action, ending, footer } = content;
  const text = [greeting, ...paragraphs, `${action.label}:\n${action.url}`, ...ending, `--\n${footer}`].join("\n\n");
  const html = `<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif"><div style="max-width:34rem;margin:0 auto">
${[greeting, ...paragraphs].map(paragraph).join("\n")}
<p><a href="${escaped(action.url)}" style="display:inline-block;padding:10px 18px;border-radius:4px;background:#0f5c52;color:#ffffff;text-decoration:none">${escaped(action.label)}</a></p>
${ending.map(paragraph).join("\n")}
<p style="font-size:13px;opacity:0.75">${escaped(footer)}</p>
</div></body></html>`;
  return { to, subject, text, html };
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px;overflow-wrap:anywhere">${escaped(text)}</p>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
