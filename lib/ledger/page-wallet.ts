import "server-only";
import { cache } from "react";
import { readWallet } from "@/lib/ledger/wallet";

/**
 * The balance for what one page shows: its shell and its content read it once together. A page that adds a payment to the balance while
 * it is being rendered reads the balance afterwards with `readWallet`.
 */
export const readPageWallet = cache(readWallet);
