/** The newest call of a workspace, as Start waits for it. Money is exact text, since it is sent as JSON. */
export type FirstCall = {
  id: string;
  modelId: string;
  inputTokens: number;
  outputTokens: number;
  firstByteMs: number | null;
  totalMs: number;
  chargeNano: string;
};
