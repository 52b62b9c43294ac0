import type { RateProblems } from "@/lib/pricing/rate-form";

/** The result of the last press of Publish, when it did not lead to a new version. */
export type PublishState = {
  problems: RateProblems;
  error: "problems" | "conflict" | "effectiveFrom" | "rates" | "refused" | "signed_out" | null;
  newestVersion: number;
};

export const NOT_PUBLISHED_YET: PublishState = { problems: {}, error: null, newestVersion: 0 };

export type PublishAction = (state: PublishState, form: FormData) => Promise<PublishState>;
