/** A person's way through the portal without a browser: the forms of its pages work without JavaScript. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly baseUrl: string) {}

  /** Opens a page and follows redirects; the address is that of the last page. */
  async open(address: string): Promise<Opened> {
    return this.request(new URL(address, this.baseUrl), { method: "GET" });
  }

  /** Sends the form of a page that has all of these fields, with the values that the page itself wrote into it. */
  async send({ address, html }: Opened, fields: Record<string, string>): Promise<Opened> {
    const form = formsIn(html).find((each) => Object.keys(fields).every((name) => each.names.includes(name)));
    if (!form) throw new Error(`${address} has no form with ${Object.keys(fields).join(", ")}`);
    const body = new FormData();
    for (const [name, value] of [...form.hidden, ...Object.entries(fields)]) body.set(name, value);
    return this.request(address, { method: "POST", body: form.isMultipart ? body : new URLSearchParams(body as never) });
  }

  private async request(address: URL, init: RequestInit): Promise<Opened> {
    const isOurs = address.origin === new URL(this.baseUrl).origin;
    const headers = { cookie: isOurs ? [...this.cookies].map((each) => each.join("=")).join("; ") : "", origin: address.origin };
    const response = await fetch(address, { ...init, headers, redirect: "manual" });
    for (const line of isOurs ? response.headers.getSetCookie() : []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location) return this.request(new URL(location, address), { method: "GET" });
    const html = await response.text();
    if (!response.ok) throw new Error(`${init.method} ${address} answered ${response.status}`);
    return { address, html };
  }
}

export type Opened = { address: URL; html: string };

type Form = { names: string[]; hidden: [string, string][]; isMultipart: boolean };

function formsIn(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = "", inside = ""]) => {
    const inputs = [...inside.matchAll(/<(?:input|button|select|textarea)\b([^>]*)>/g)].map(([, text = ""]) => ({
      name: attribute(text, "name"),
      value: attribute(text, "value"),
      isHidden: attribute(text, "type") === "hidden",
    }));
    return {
      names: inputs.map(({ name }) => name),
      hidden: inputs.filter(({ isHidden }) => isHidden).map(({ name, value }) => [name, value] as [string, string]),
      isMultipart: /multipart/.test(attributes),
    };
  });
}

function attribute(text: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(text)?.[1] ?? "";
  return value.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
