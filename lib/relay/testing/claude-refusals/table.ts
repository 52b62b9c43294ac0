import { OF_CONVERSATIONS } from "@/lib/relay/testing/claude-refusals/of-conversations";
import { OF_MARKERS } from "@/lib/relay/testing/claude-refusals/of-markers";
import { OF_MEDIA } from "@/lib/relay/testing/claude-refusals/of-media";
import { OF_MODELS } from "@/lib/relay/testing/claude-refusals/of-models";
import { OF_REQUESTS } from "@/lib/relay/testing/claude-refusals/of-requests";
import { OF_SHAPES } from "@/lib/relay/testing/claude-refusals/of-shapes";
import { OF_THINKING } from "@/lib/relay/testing/claude-refusals/of-thinking";
import { OF_TOOLS } from "@/lib/relay/testing/claude-refusals/of-tools";
import type { Refusal } from "@/lib/relay/testing/claude-refusals/refusal";

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
