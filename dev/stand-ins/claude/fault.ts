export type FaultOptions = {
  afterEvent?: number;
  afterByte?: number;
  bytes?: number;
  ms?: number;
  status?: number;
  type?: string;
  message?: string;
  model?: string;
  headers?: Record<string, string>;
  retryAfterSeconds?: number;
  tokens?: number;
  usage?: object;
  usages?: object[];
  iterations?: unknown[];
  chunks?: string[];
  paceMs?: number;
  contentType?: string;
  ending?: "end" | "cut" | "hang";
};

export type Fault = { name: string; options: FaultOptions };
