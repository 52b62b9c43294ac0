import type Stripe from "stripe";
import { moneyText } from "../money/currencies";
import { escaped, page } from "./page";

const summary = (invoice: Stripe.Invoice) => [
  `Invoice ${invoice.number}`,
  moneyText(invoice.total, invoice.currency),
  `Paid on ${new Date(invoice.created * 1000).toISOString().slice(0, 10)}`,
  `For ${invoice.customer_name ?? invoice.customer_email ?? "a customer"}`,
  ...(invoice.custom_fields ?? []).map(({ name, value }) => `${name}: ${value}`),
];

export function invoicePage(invoice: Stripe.Invoice): string {
  const [title = "", ...lines] = summary(invoice);
  return page(`<h1>${escaped(title)}</h1>${lines.map((line) => `<p>${escaped(line)}</p>`).join("")}`);
}

/** A PDF of one page, which readers open. */
export function invoicePdf(invoice: Stripe.Invoice): string {
  // The standard fonts have Latin letters alone.
  const plain = (text: string) => text.replace(/[^ -~]/g, "?").replace(/[\\()]/g, "\\$&");
  const text = summary(invoice).map((line, index) => `BT /F1 12 Tf 60 ${760 - index * 20} Td (${plain(line)}) Tj ET`);
  const stream = text.join("\n");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ];
  let body = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const start = body.length;
  return `${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}
