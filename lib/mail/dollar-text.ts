import { dollarsFromNano } from "@/lib/basics/money";

/** Exact dollars with at least the cents: "$20.00", "$19.9985". */
export function dollarText(amountNano: bigint): string {
  const [whole, fraction = ""] = dollarsFromNano(amountNano).split(".");
  return `$${whole}.${fraction.padEnd(2, "0")}`;
}
