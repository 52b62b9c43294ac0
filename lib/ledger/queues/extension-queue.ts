import { BatchQueue } from "@/lib/ledger/queues/batch-queue";
import type { HoldRefusal, Settlement } from "@/lib/ledger/settlement";
import { type ExtensionLetter, refusalOfLetter } from "@/lib/ledger/statements/answer-letters";
import { type CallRun, runByWallet } from "@/lib/ledger/statements/by-wallet";
import { lockedAmong } from "@/lib/ledger/statements/locked-wallets";
import { extrasJson, extrasText, settlesText, settleText } from "@/lib/ledger/statements/settle-rows";
import { arrayElements, arrayText } from "@/lib/pg-wire/array-text";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const ONE: Statement = { name: "extend-hold", text: "SELECT kind, amount FROM extend_hold($1,$2,$3,$4,$5,$6)" };
const EXTEND: Statement = { name: "extend-holds", text: "SELECT kinds, amounts FROM extend_holds($1,$2,$3,$4,$5,$6)" };

export type ExtensionAnswer =
  | { kind: "extended"; amountNano: bigint }
  /** The hold stays as it is. */
  | { kind: "refused"; reason: HoldRefusal }
  /** The hold is gone: the call was settled, or swept. */
  | { kind: "ended" };

/** Both sums are the whole hold afterwards, so a repeat changes nothing. */
type HoldExtension = { workspaceId: string; soFar: Settlement; wantedNano: bigint };

/** Raises the holds of open calls in batches. Rejects at once while Postgres is away: the call continues and tries again. */
export class ExtensionQueue {
  private readonly queue: BatchQueue<HoldExtension, ExtensionAnswer, ExtensionAnswer>;

  constructor(connection: LedgerConnection) {
    this.queue = new BatchQueue({
      execute: (extensions) => execute(connection, extensions),
      answered: (pending, answer) => pending.resolve(answer),
      lockedAmong: (workspaceIds) => lockedAmong(connection, workspaceIds),
      refused: (pending, error) => pending.reject(error),
      takeOver: async (batch) => {
        for (const pending of batch) pending.reject(new Error("Postgres is away: a hold was not extended"));
        return true;
      },
    });
  }

  submit(soFar: Settlement, wantedNano: bigint): Promise<ExtensionAnswer> {
    return this.queue.submit({ workspaceId: soFar.workspaceId, soFar, wantedNano });
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}

async function execute(connection: LedgerConnection, extensions: HoldExtension[]): Promise<ExtensionAnswer[]> {
  if (connection.isSpread) return runByWallet(connection, extensions, true, ([extension]) => loneRun(extension as HoldExtension));
  const soFar = extensions.map((each) => each.soFar);
  const [letters = "", amounts = ""] = await connection.query(EXTEND, [
    arrayText(soFar, ({ workspaceId }) => workspaceId),
    arrayText(soFar, ({ id }) => id),
    arrayText(soFar, ({ priceNano }) => priceNano),
    arrayText(extensions, ({ wantedNano }) => wantedNano),
    settlesText(soFar),
    extrasText(soFar),
  ]);
  const amountOf = arrayElements(amounts);
  return arrayElements(letters).map((letter, n) => answerOf(letter as ExtensionLetter, BigInt(amountOf[n] ?? 0)));
}

function loneRun({ workspaceId, soFar, wantedNano }: HoldExtension): CallRun<ExtensionAnswer> {
  const { id, priceNano } = soFar;
  return {
    statement: ONE,
    values: [workspaceId, id, priceNano, wantedNano, settleText(soFar), extrasJson(soFar)],
    read: ([letter, amount]) => [answerOf(letter as ExtensionLetter, BigInt(amount ?? 0))],
  };
}

function answerOf(letter: ExtensionLetter, amountNano: bigint): ExtensionAnswer {
  if (letter === "e") return { kind: "extended", amountNano };
  return letter === "g" ? { kind: "ended" } : { kind: "refused", reason: refusalOfLetter(letter) };
}
