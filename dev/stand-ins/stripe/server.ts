import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, type RunningStandIn, refuseProduction } from "../serve";
import { type ApiAnswer, answerApi } from "./api";
import { control } from "./control/control";
import { StripeError } from "./errors";
import { answerPage } from "./pages/pay";
import { StripeStandIn } from "./stand-in";
import type { WebhookSettings } from "./webhooks";

export type RunningStripe = RunningStandIn & { standIn: StripeStandIn };

const LARGEST_BODY_BYTES = 1024 * 1024;

export async function startStripeStandIn(options: {
  port: number;
  webhookUrl?: string | null;
  webhookSecret?: string | null;
  /** The file for the state; in memory when absent. */
  dataFile?: string | null;
  webhooks?: Partial<WebhookSettings>;
  /** Where the account is; the US unless the file says otherwise. */
  country?: string;
}): Promise<RunningStripe> {
  refuseProduction();
  const secrets = options.webhookSecret ? [options.webhookSecret] : [];
  const standIn = new StripeStandIn({
    file: options.dataFile ?? null,
    webhooks: { url: options.webhookUrl ?? null, secrets, ...options.webhooks },
  });
  if (options.country) standIn.store.account.change({ country: options.country });
  const running = await listen(
    createServer((request, response) => void handle(standIn, request, response)),
    options.port,
  );
  standIn.baseUrl = running.url;
  const stop = async () => {
    standIn.webhooks.stop();
    await running.stop();
  };
  return { ...running, standIn, stop };
}

async function handle(standIn: StripeStandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = await answerAny(standIn, request, await readBody(request));
    if (answer.isLost === "reset") response.destroy();
    else if (answer.isLost !== "hang") response.writeHead(answer.status, answer.headers).end(answer.body);
  } catch (error) {
    const refusal =
      error instanceof StripeError ? error : new StripeError(500, "api_error", `stand-in: ${error instanceof Error ? error.stack : error}`);
    response.writeHead(refusal.status, { "content-type": "application/json" }).end(JSON.stringify(refusal.body()));
  }
}

async function answerAny(standIn: StripeStandIn, request: IncomingMessage, body: string): Promise<ApiAnswer> {
  const url = new URL(request.url ?? "/", standIn.baseUrl);
  const method = request.method ?? "GET";
  if (url.pathname.startsWith("/v1/")) return answerApi(standIn, { method, url, headers: request.headers, body });
  if (!url.pathname.startsWith("/_stand-in/")) return answerPage(standIn, method, url, body);
  const result = await control(standIn, method, url.pathname, body === "" ? {} : JSON.parse(body));
  if (result === undefined) throw new StripeError(404, "invalid_request_error", `There is no ${method} ${url.pathname}`);
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(result) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) throw new StripeError(413, "invalid_request_error", "The request is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
