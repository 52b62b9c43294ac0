import type { Mail } from "./mailbox";

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1c1917;background:#fafaf9}
a{color:#1d4ed8}table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:.5rem;border-bottom:1px solid #e7e5e4;vertical-align:top}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#fff;border:1px solid #e7e5e4;padding:1rem}
iframe{width:100%;height:32rem;border:1px solid #e7e5e4;background:#fff}.note{color:#57534e}`;

export function inboxPage(mails: Mail[]): string {
  const rows = mails.map(
    (mail) =>
      `<tr><td>${escaped(mail.receivedAt.slice(0, 19).replace("T", " "))}</td><td>${escaped(mail.to.join(", "))}</td>` +
      `<td><a href="/mails/${mail.id}">${escaped(mail.subject || "(no subject)")}</a></td></tr>`,
  );
  const table = `<table><thead><tr><th>Received (UTC)</th><th>To</th><th>Subject</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  return page("Sandbox mail", `${note()}${mails.length > 0 ? table : "<p>No mail yet.</p>"}`);
}

export function mailPage(mail: Mail): string {
  const links = mail.links.map((link) => `<li><a href="${escaped(link)}">${escaped(link)}</a></li>`).join("");
  // The sandbox attribute prevents a mail's scripts and forms from running on this page.
  const html = mail.html
    ? `<h2>As HTML</h2><iframe title="Mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escaped(`<base target="_blank">${mail.html}`)}"></iframe>`
    : "";
  return page(
    mail.subject || "(no subject)",
    `<p><a href="/">All mails</a></p><p>From ${escaped(mail.from)} to ${escaped(mail.to.join(", "))}, ${escaped(mail.receivedAt)}</p>` +
      `${links ? `<h2>Links</h2><ul>${links}</ul>` : ""}<h2>As text</h2><pre>${escaped(mail.text)}</pre>${html}`,
  );
}

function note(): string {
  return '<p class="note">Mail stand-in: these mails were not sent to anybody. Newest first.</p>';
}

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
