/** An event as the inbox stores it. The worker does not handle one with a `problem`: an admin sees it. */
export type DeliveredEvent = {
  id: string;
  type: string;
  objectId: string | null;
  apiVersion: string | null;
  isLive: boolean;
  /** JSON that Postgres accepts. */
  payload: string;
  /** The original text, if Postgres does not accept it as JSON. */
  rawText: string | null;
  problem: string | null;
};

type Parsed = {
  id?: unknown;
  type?: unknown;
  object?: unknown;
  account?: unknown;
  api_version?: unknown;
  livemode?: unknown;
  data?: { object?: { id?: unknown } | null } | null;
  related_object?: { id?: unknown } | null;
};

const THIN = "A thin event: it says what changed, and not how. Let this endpoint of Stripe's send snapshot events.";

/**
 * Reads the text of an event; null if it is not one. A signature proves who sent the bytes, not that they are an event: another
 * program may sign with the same secret.
 */
export function deliveredEvent(text: string): DeliveredEvent | null {
  const payload = takenByPostgres(text);
  const event = payload === null ? null : (JSON.parse(payload) as Parsed | null);
  if (payload === null || typeof event?.id !== "string" || typeof event.type !== "string") return null;
  const isThin = event.object === "v2.core.event";
  if (!isThin && typeof event.data?.object !== "object") return null;
  const objectId = isThin ? event.related_object?.id : event.data?.object?.id;
  return {
    id: event.id,
    type: event.type,
    objectId: typeof objectId === "string" ? objectId : null,
    apiVersion: typeof event.api_version === "string" ? event.api_version : null,
    isLive: event.livemode === true,
    payload,
    rawText: payload.includes("\ufffd") ? text : null,
    problem: isThin ? THIN : problemOf(event.account),
  };
}

function problemOf(account: unknown): string | null {
  if (typeof account !== "string" || account === "") return null;
  return `An event of the connected account ${account}: only payments to the installation's own account are top-ups.`;
}

/** The same JSON with U+FFFD for what jsonb refuses. After JSON.stringify only lone surrogates and control characters are escapes. */
function takenByPostgres(text: string): string | null {
  try {
    const written = JSON.stringify(JSON.parse(text)) as string | undefined;
    return written?.replace(/\\\\|\\u(0000|d[89a-f]..)/g, (found) => (found === "\\\\" ? found : "\ufffd")) ?? null;
  } catch {
    return null; // The caller refuses it: it is not an event.
  }
}
