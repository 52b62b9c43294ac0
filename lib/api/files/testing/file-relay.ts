// Imported for its effect: starts a relay over the Claude stand-in, for tests of files.
import Anthropic, { toFile } from "@anthropic-ai/sdk";
import { afterAll } from "vitest";
import { postgres } from "@/lib/platform/postgres";
import { type Customer, startTestRelay, UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";
import { standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { classicPdf, flatTree } from "@/lib/wire/pdf/testing/pdf-files";

export const relay = await startTestRelay(standInUrl);
afterAll(() => relay.close());

export const MODEL = "claude-opus-5";
export const clientOf = ({ secret }: Customer, url = relay.url) => new Anthropic({ apiKey: secret, baseURL: `${url}/api`, maxRetries: 0 });
export const pdfOf = (pages: number) => toFile(classicPdf(flatTree(pages)), "report.pdf", { type: "application/pdf" });
export const uploadText = (customer: Customer, text = "A text.", name = "notes.txt") =>
  toFile(Buffer.from(text), name, { type: "text/plain" }).then((file) => clientOf(customer).files.upload({ file }));
export const documentBy = (fileId: string) => ({ type: "document" as const, source: { type: "file" as const, file_id: fileId } });
export const question = (...content: object[]) =>
  ({ model: MODEL, max_tokens: 50, messages: [{ role: "user" as const, content }] }) as never;
export const keptRows = async ({ workspaceId }: Customer) =>
  (await postgres().query("SELECT * FROM kept_file WHERE workspace_id = $1", [workspaceId])).rows;
export const roomOf = async ({ workspaceId }: Customer) =>
  (await postgres().query("SELECT files, bytes FROM file_room WHERE workspace_id = $1", [workspaceId])).rows[0];
export const storedUpstream = async () => {
  const { data } = (await (await fetch(`${standInUrl}/v1/files?limit=1000`, { headers: { "x-api-key": UPSTREAM_SECRET } })).json()) as {
    data: { id: string }[];
  };
  return data.map(({ id }) => id);
};
