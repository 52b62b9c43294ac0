/** Why an open stream cannot be finished: Anthropic's type for it, and a message for the caller. */
export type StreamFault = { type: string; message: string };

export const CUT_SHORT: StreamFault = { type: "api_error", message: "The upstream ended the answer before it was finished." };

export const UNREADABLE: StreamFault = { type: "api_error", message: "The upstream's answer could not be read." };

export const BEGUN_AGAIN: StreamFault = {
  type: "api_error",
  message: "The upstream broke the answer off and began it again. Please try again.",
};
