// Imported for its effect, before anything that reads the environment: starts the stand-in and points the product at it.
import { afterAll } from "vitest";
import { startExchangeStandIn } from "@/dev/stand-ins/exchange";

const standIn = await startExchangeStandIn({ port: 0 });
process.env.EXCHANGE_RATES_URL = `${standIn.url}/stats/eurofxref/eurofxref-daily.xml`;
afterAll(() => standIn.stop());

/** Sets what the next list has: the day, the rates for one euro, and how it misbehaves. */
export async function setRates(settings: { day?: string; rates?: Record<string, string>; fault?: string | null }): Promise<void> {
  const response = await fetch(`${standIn.url}/_stand-in/rates`, { method: "POST", body: JSON.stringify(settings) });
  if (!response.ok) throw new Error("the exchange stand-in refused its settings");
}
