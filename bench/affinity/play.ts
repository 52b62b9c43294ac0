import { type Conversation, seeded } from "./conversation";

export type Tally = { calls: number; input: number; read: number; written: number; output: number; chargeNano: bigint; accounts: number };

export type Play = {
  relayUrl: string;
  standInUrl: string;
  secret: string;
  conversations: Conversation[];
  turns: number;
  /** The time from one turn of a conversation to the next, by the stand-in's clock. */
  pauseSeconds: number;
  namesSessions: boolean;
};

/** Plays all conversations turn by turn, each round in a different order, and adds up the usage and the charges. */
export async function play({ relayUrl, standInUrl, secret, conversations, turns, pauseSeconds, namesSessions }: Play): Promise<Tally> {
  const random = seeded(11);
  const tally: Tally = { calls: 0, input: 0, read: 0, written: 0, output: 0, chargeNano: 0n, accounts: 0 };
  const accounts = new Set<string>();
  await control(standInUrl, "DELETE", "caches");
  for (let turn = 1; turn <= turns; turn += 1) {
    for (const { session, requestAt } of shuffled(conversations, random)) {
      const headers = { "x-api-key": secret, ...(namesSessions && { "x-claude-code-session-id": session }) };
      const response = await fetch(`${relayUrl}/api/v1/messages`, { method: "POST", headers, body: JSON.stringify(requestAt(turn)) });
      if (response.status !== 200) throw new Error(`the relay answered ${response.status}: ${await response.text()}`);
      accounts.add(response.headers.get("x-relais-upstream") ?? "");
      add(tally, ((await response.json()) as { usage: Record<string, number> }).usage, response.headers.get("x-relais-charge") ?? "");
    }
    await control(standInUrl, "POST", "clock", { advanceMs: pauseSeconds * 1_000 });
  }
  return { ...tally, accounts: accounts.size };
}

function add(tally: Tally, usage: Record<string, number>, charge: string): void {
  tally.calls += 1;
  tally.input += usage.input_tokens ?? 0;
  tally.read += usage.cache_read_input_tokens ?? 0;
  tally.written += usage.cache_creation_input_tokens ?? 0;
  tally.output += usage.output_tokens ?? 0;
  const [dollars = "0", decimals = ""] = charge.split(".");
  tally.chargeNano += BigInt(dollars + decimals.padEnd(9, "0"));
}

function shuffled<Each>(list: Each[], random: () => number): Each[] {
  return list
    .map((each) => ({ each, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each);
}

async function control(standInUrl: string, method: string, path: string, body?: object): Promise<void> {
  const response = await fetch(`${standInUrl}/_stand-in/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`the stand-in refused ${path}`);
}
