/** For Anthropic's clients after the answer has begun; both of their parsers accept it as a sign of life. */
export const ANTHROPIC_PING: Buffer = Buffer.from('event: ping\ndata: {"type": "ping"}\n\n');

/** For Anthropic's clients before the answer has begun: they do not expect a ping before `message_start`. */
export const ANTHROPIC_COMMENT: Buffer = Buffer.from(": \n\n");

/** For OpenAI's clients always: an `event:` line makes their parsers fail. */
export const OPENAI_COMMENT: Buffer = Buffer.from(": keepalive\n\n");
