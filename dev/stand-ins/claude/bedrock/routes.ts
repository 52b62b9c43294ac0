import type { Answered, Received } from "../call";
import { ApiError } from "../errors";
import { newId } from "../ids";
import { postCountTokens, postMessages } from "../messages";
import { jsonReply } from "../reply";
import type { StandIn } from "../stand-in";
import { AmazonError, amazonReply, validation } from "./errors";
import { amazonStream } from "./event-stream";
import { amazonModel, messagesRequest, modelOfBaseId } from "./invoke-body";
import { amazonAccount } from "./signature";

const INVOKE = /^\/model\/([^/]+)\/(invoke|invoke-with-response-stream|count-tokens)$/;
const MANTLE = /^\/anthropic\/v1\/messages(\/count_tokens)?$/;

/** Amazon Bedrock's two endpoints; null for other paths. */
export function answerBedrock(standIn: StandIn, received: Received): Answered | null {
  if (MANTLE.test(received.path)) return { ...answerMantle(standIn, received), accountHeaders: { "request-id": newId("req") } };
  const found = INVOKE.exec(received.path);
  if (!found) return null;
  const accountHeaders = { "x-amzn-requestid": newId("amzn") };
  try {
    return { ...answerRuntime(standIn, received, decodeURIComponent(found[1] ?? ""), found[2] ?? ""), accountHeaders };
  } catch (error) {
    return { reply: amazonReply(error), usage: null, begin: () => undefined, accountHeaders };
  }
}

function answerRuntime(standIn: StandIn, received: Received, id: string, action: string): Answered {
  const account = amazonAccount(received, "bedrock");
  if (action === "count-tokens") return countTokens(standIn, received, account, id);
  const isStream = action === "invoke-with-response-stream";
  const model = amazonModel(id);
  const asked = messagesRequest(received.json(), model, isStream);
  return postMessages(standIn, {
    ...received,
    headers: headersOf(account, received),
    rules: asked.rules,
    json: () => asked.body,
    dress: { stream: amazonStream(), message: (message) => ({ ...message, id: message.id.replace("msg_", "msg_bdrk_") }) },
  });
}

function countTokens(standIn: StandIn, received: Received, account: string, id: string): Answered {
  const model = modelOfBaseId(id);
  if (!model) throw validation("The provided model doesn't support counting tokens.");
  const { input } = received.json() as { input?: { invokeModel?: { body?: string } } };
  const inner = JSON.parse(Buffer.from(input?.invokeModel?.body ?? "", "base64").toString("utf8"));
  if (inner.max_tokens === undefined) throw validation("max_tokens: Field required");
  const asked = messagesRequest(inner, model, false);
  const counted = postCountTokens(standIn, {
    ...received,
    headers: headersOf(account, received),
    rules: asked.rules,
    json: () => asked.body,
  });
  const { input_tokens: inputTokens } = JSON.parse(String(counted.reply.steps[0]?.bytes));
  return { ...counted, reply: jsonReply(200, JSON.stringify({ inputTokens })) };
}

/** Anthropic's own format: its model ids are Amazon's, without any profile. */
function answerMantle(standIn: StandIn, received: Received): Answered {
  const body = received.json() as { model?: unknown };
  const account = mantleAccount(received);
  const id = String(body.model);
  const model = id === "anthropic.claude-haiku-4-5" ? amazonModel("us.anthropic.claude-haiku-4-5-20251001-v1:0") : modelOfBaseId(id);
  if (!model || id.includes("-4-6")) throw new ApiError(404, `The model '${id}' does not exist`);
  const inner: Received = {
    ...received,
    headers: headersOf(account, received),
    json: () => ({ ...body, model: model.id }),
    dress: { message: (message) => ({ ...message, model: id as typeof message.model }) },
  };
  return received.path.endsWith("/count_tokens") ? postCountTokens(standIn, inner) : postMessages(standIn, inner);
}

function mantleAccount(received: Received): string {
  try {
    return amazonAccount(received, "bedrock-mantle");
  } catch (error) {
    if (error instanceof AmazonError) throw new ApiError(error.status, error.message);
    throw error;
  }
}

/** The account by its plain name, as the rest of the stand-in knows it. */
function headersOf(account: string, { headers }: Received): Received["headers"] {
  return { "x-api-key": account, "x-stand-in-fault": headers["x-stand-in-fault"] };
}
