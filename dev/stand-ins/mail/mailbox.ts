import PostalMime from "postal-mime";

export type Mail = {
  id: number;
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  links: string[];
};

const MOST_MAILS = 500;

/** The newest mails, in memory. A reader may wait for the first mail of an address. */
export class Mailbox {
  #mails: Mail[] = [];
  #count = 0;
  readonly #waiting = new Set<() => void>();

  async receive(raw: Buffer, envelope: { from: string; to: string[] }): Promise<void> {
    const parsed = await PostalMime.parse(raw);
    this.#count += 1;
    const text = parsed.text ?? "";
    const html = parsed.html ?? "";
    this.#mails.unshift({
      id: this.#count,
      receivedAt: new Date().toISOString(),
      from: parsed.from?.address ?? envelope.from,
      to: envelope.to,
      subject: parsed.subject ?? "",
      text,
      html,
      links: linksIn(text, html),
    });
    this.#mails.length = Math.min(this.#mails.length, MOST_MAILS);
    for (const wake of this.#waiting) wake();
  }

  /** Newest first. */
  list(to?: string | null): Mail[] {
    const wanted = to?.toLowerCase();
    return wanted ? this.#mails.filter((mail) => mail.to.some((each) => each.toLowerCase() === wanted)) : this.#mails;
  }

  find(id: number): Mail | undefined {
    return this.#mails.find((mail) => mail.id === id);
  }

  /** Like `list`, but waits up to `waitMs` for the first mail. */
  async listWhenThere(to: string | null, waitMs: number): Promise<Mail[]> {
    const until = Date.now() + waitMs;
    while (this.list(to).length === 0 && Date.now() < until) await this.#nextMail(until - Date.now());
    return this.list(to);
  }

  clear(): void {
    this.#mails = [];
  }

  #nextMail(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#waiting.add(wake);
    });
  }
}

function linksIn(text: string, html: string): string[] {
  const inHtml = [...html.matchAll(/href="(https?:[^"]+)"/g)].map((found) => (found[1] ?? "").replaceAll("&amp;", "&"));
  const inText = [...text.matchAll(/https?:\/\/[^\s<>"]+/g)].map((found) => found[0].replace(/[.,)\]]+$/, ""));
  return [...new Set([...inText, ...inHtml])];
}
