import type { ReactNode } from "react";

/** For `t.rich`: a typed name inside a sentence, so that its own direction of writing does not reorder the sentence. */
export const isolated = { bdi: (text: ReactNode) => <bdi>{text}</bdi> };
