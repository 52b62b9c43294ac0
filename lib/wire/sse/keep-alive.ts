/** For Anthropic's clients once the answer has begun; both of their parsers take it for a sign of life. */
export const ANTHROPIC_PING: Buffer = Buffer.from('event: ping\ndata: {"type": "ping"}\n\n');

/** For Anthropic's clients before the answer has begun: a ping before `message_start` would surprise them. */
export const ANTHROPIC_COMMENT: Buffer = Buffer.from(": \n\n");

/** For OpenAI's clients always: an `event:` line makes their parsers fail. */
export const OPENAI_COMMENT: Buffer = Buffer.from(": keepalive\n\n");
