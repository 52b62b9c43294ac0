import type { Answered, Received } from "../call";
import { ApiError, invalid } from "../errors";
import { newId } from "../ids";
import { postCountTokens, postMessages } from "../messages";
import { MODELS, type Model } from "../models";
import { jsonReply } from "../reply";
import type { StandIn } from "../stand-in";
import { googleReply } from "./errors";

const MODEL_PATH = /^\/v1\/projects\/([^/]+)\/locations\/([^/]+)\/publishers\/anthropic\/models\/([^/:]+):(rawPredict|streamRawPredict)$/;
const METADATA = "/computeMetadata/v1";
const WIDE = new Set(["global", "us", "eu"]);

/** Vertex AI, the token endpoint, and a machine's metadata server; null for other paths. */
export function answerGoogle(standIn: StandIn, received: Received): Answered | null {
  const { path } = received;
  if (path === "/token") return exchangeToken(standIn, received);
  if (path.startsWith(METADATA)) return metadata(standIn, received);
  const found = MODEL_PATH.exec(path);
  if (!found) return null;
  const [, project = "", location = "", id = "", action = ""] = found;
  const accountHeaders = { "x-request-id": newId("goog") };
  try {
    return { ...predict(standIn, received, { project, location, id: decodeURIComponent(id), action }), accountHeaders };
  } catch (error) {
    return { ...plain(googleReply(error, action === "streamRawPredict")), accountHeaders };
  }
}

function predict(standIn: StandIn, received: Received, at: { project: string; location: string; id: string; action: string }): Answered {
  const token = /^Bearer (\S+)$/.exec(received.headers.authorization ?? "")?.[1] ?? "";
  if (!standIn.google.knows(token, Date.now())) {
    throw new ApiError(
      401,
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other credential.",
    );
  }
  const { anthropic_version: version, ...body } = received.json() as Record<string, unknown>;
  if (version !== "vertex-2023-10-16" && version !== "2026-10-21") throw invalid("anthropic_version: Field required");
  const isCount = at.id === "count-tokens";
  if (!isCount && "model" in body) throw invalid("model: Extra inputs are not permitted");
  if ("cache_control" in body) throw invalid("cache_control: Extra inputs are not permitted");
  checkBetas(received.headers["anthropic-beta"], isCount);
  const model = googleModel(isCount ? String(body.model) : at.id, at.location);
  if (at.action === "rawPredict" && body.stream === true) throw invalid("stream: use streamRawPredict");
  const inner: Received = {
    ...received,
    headers: { "x-api-key": at.project, "x-stand-in-fault": received.headers["x-stand-in-fault"] },
    json: () => ({ ...body, model: model.id }),
    dress: {
      message: (message) => ({ ...message, id: message.id.replace("msg_", "msg_vrtx_"), model: at.id as typeof message.model }),
    },
  };
  return isCount ? postCountTokens(standIn, inner) : postMessages(standIn, inner);
}

const BETAS = new Set(
  `tool-search-tool-2025-10-19 compact-2026-01-12 compact-2026-09-04 computer-use-2025-01-24 computer-use-2025-11-24
   context-1m-2025-08-07 context-management-2025-06-27 interleaved-thinking-2025-05-14 per-turn-control-2026-07-01
   thinking-binding-controls-2026-08-01 thinking-display-updates-2026-08-18 web-search-2025-03-05`.split(/\s+/),
);

/** Counting takes none; an unknown one fails the whole request. */
function checkBetas(header: string | string[] | undefined, isCount: boolean): void {
  const asked = `${header ?? ""}`.split(",").map((name) => name.trim());
  const unknown = asked.filter((name) => name !== "" && (isCount || !BETAS.has(name)));
  if (unknown.length === 0) return;
  const values = unknown.map((name) => `\`${name}\``).join(", ");
  throw invalid(
    `Unexpected value(s) ${values} for the \`anthropic-beta\` header. Please consult our documentation at docs.anthropic.com or try again without the header.`,
  );
}

/** Dated models have an `@` before their date; the newer ones are in no single region. */
function googleModel(id: string, location: string): Model {
  const model = MODELS.find((each) => each.id.replace(/-(\d{8})$/, "@$1") === id);
  const isNew = model?.hasNewTokenizer ?? true;
  if (!model || (isNew && !WIDE.has(location)))
    throw new ApiError(
      404,
      `Publisher Model \`publishers/anthropic/models/${id}\` was not found or your project does not have access to it.`,
    );
  return model;
}

function exchangeToken(standIn: StandIn, received: Received): Answered {
  const form = new URLSearchParams(received.body.toString("utf8"));
  const answer = standIn.google.exchange(form, `http://${received.headers.host}/token`, Date.now());
  return plain(jsonReply("error" in answer ? 400 : 200, JSON.stringify(answer)));
}

/** The metadata that Google's libraries request from their machine. */
function metadata(standIn: StandIn, received: Received): Answered {
  const flavor = { "metadata-flavor": "Google" };
  if (received.headers["metadata-flavor"] !== "Google") return plain(jsonReply(403, "{}"));
  switch (received.path.slice(METADATA.length).replace(/\/$/, "")) {
    case "/instance/service-accounts/default/token":
      return plain(jsonReply(200, JSON.stringify(standIn.google.issue(Date.now())), flavor));
    case "/universe/universe-domain":
      return plain(jsonReply(200, "googleapis.com", { ...flavor, "content-type": "text/plain" }));
    default:
      return plain(jsonReply(200, "stand-in", { ...flavor, "content-type": "text/plain" }));
  }
}

function plain(reply: Answered["reply"]): Answered {
  return { reply, usage: null, begin: () => undefined, accountHeaders: {} };
}
