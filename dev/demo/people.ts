import { Visitor } from "./visitor";

/** The addresses of the started sandbox's services. */
export type Product = { url: string; claudeUrl: string; stripeUrl: string; inboxUrl: string };

export type Login = { email: string; password: string };

export async function signIn({ url }: Product, { email, password }: Login): Promise<Visitor> {
  const visitor = new Visitor(url);
  const { address } = await visitor.send(await visitor.open("/sign-in"), { email, password });
  if (address.pathname !== "/overview") throw new Error(`${email} could not sign in`);
  return visitor;
}

/** Signs up and follows the link of the mail. */
export async function signUp({ url, inboxUrl }: Product, { email, password }: Login): Promise<Visitor> {
  const visitor = new Visitor(url);
  await visitor.send(await visitor.open("/sign-up"), { email, password });
  const answer = await fetch(`${inboxUrl}/_stand-in/mails?to=${encodeURIComponent(email)}&waitMs=10000`);
  const { mails } = (await answer.json()) as { mails: { links: string[] }[] };
  const link = mails[0]?.links[0];
  if (link) await visitor.open(link);
  return visitor;
}

/** Makes a key by the API, and returns its secret. */
export async function makeKey({ url }: Product, managementKey: string, name: string, limits: object): Promise<string> {
  const answer = await fetch(`${url}/api/v1/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${managementKey}`, "content-type": "application/json" },
    body: JSON.stringify({ name, limits }),
  });
  const made = (await answer.json()) as { secret?: string };
  if (!made.secret) throw new Error(`The key ${name} was refused: ${JSON.stringify(made)}`);
  return made.secret;
}
