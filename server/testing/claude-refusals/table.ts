import { OF_CONVERSATIONS } from "./of-conversations";
import { OF_MARKERS } from "./of-markers";
import { OF_MEDIA } from "./of-media";
import { OF_MODELS } from "./of-models";
import { OF_REQUESTS } from "./of-requests";
import { OF_SHAPES } from "./of-shapes";
import { OF_THINKING } from "./of-thinking";
import { OF_TOOLS } from "./of-tools";
import type { Refusal } from "./refusal";

/** Every sentence with which the stand-in refuses a call of the Messages API. */
export const CLAUDE_REFUSALS: Refusal[] = [
  ...OF_CONVERSATIONS,
  ...OF_MARKERS,
  ...OF_MEDIA,
  ...OF_MODELS,
  ...OF_REQUESTS,
  ...OF_SHAPES,
  ...OF_THINKING,
  ...OF_TOOLS,
];
