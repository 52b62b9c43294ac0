import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";
import { log } from "@/lib/platform/log";

const HEARTBEAT_MS = 5_000;
const LIFETIME = "30 seconds";
/** Shorter than the lifetime that Postgres knows, so that this process stops trusting its lease before the sweeper does. */
const TRUSTED_MS = 20_000;

const OPEN: Statement = { name: "lease-open", text: `SELECT open_lease($1, interval '${LIFETIME}', false)` };
const RENEW: Statement = { name: "lease-renew", text: `SELECT renew_lease($1, interval '${LIFETIME}')` };
const END: Statement = { name: "lease-end", text: "SELECT end_lease($1)" };

/** One row per process keeps its holds alive. An expired lease is never revived: a new one replaces it. */
export class Lease {
  private id: string | null = null;
  private trustedUntil = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: LedgerConnection,
    private readonly instance: string,
  ) {}

  async start(): Promise<void> {
    await this.register();
    this.timer = setInterval(() => {
      // Losing a beat is safe: the next one comes before the lease expires, and later a new lease is taken.
      this.beat().catch((error) => log.warn({ event: "ledger.heartbeat_failed", err: error }, "ledger: heartbeat failed"));
    }, HEARTBEAT_MS);
    this.timer.unref();
  }

  /** The lease for new holds. Waits for a new one if this process may have lost its own, for instance after a long pause. */
  async current(): Promise<string> {
    if (this.id === null || performance.now() > this.trustedUntil) await this.beat();
    return this.id as string;
  }

  async beat(): Promise<void> {
    if (this.id === null) return this.register();
    const sentAt = performance.now();
    const [isRenewed] = await this.connection.queryInTurn(RENEW, [this.id]);
    if (isRenewed === "t") this.trustedUntil = sentAt + TRUSTED_MS;
    else await this.register();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    // If this fails, the sweeper only waits until the lease expires.
    if (this.id !== null) await this.connection.queryInTurn(END, [this.id]).catch(() => undefined);
  }

  private async register(): Promise<void> {
    const sentAt = performance.now();
    const [id] = await this.connection.queryInTurn(OPEN, [this.instance]);
    this.id = id as string;
    this.trustedUntil = sentAt + TRUSTED_MS;
  }
}
