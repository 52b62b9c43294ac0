import type { UpstreamAccount } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { Cooldown, type Failure } from "@/lib/upstreams/pool/cooldown";
import { seedOf } from "@/lib/upstreams/pool/rendezvous";
import { withoutSecrets } from "@/lib/upstreams/test-account";
import type { Upstream } from "@/lib/upstreams/upstream";

/** An account as the pool gets it. `weight` is its share of the conversations beside the others' weights. */
export type PooledAccount = { id: string; weight: number; isDraining: boolean; account: UpstreamAccount };

/** What keeps calls from an account just now. */
export type Hindrance = { waitMs: number; cause: Failure };

/** One account of the pool, and how it has been doing. */
export class PoolMember {
  readonly id: string;
  readonly name: string;
  /** The name as a header can carry it. */
  readonly headerName: string;
  readonly kind: UpstreamAccount["kind"];
  readonly seed: number;
  readonly upstream: Upstream;
  weight: number;
  isDraining: boolean;
  calls = 0;
  failures = 0;
  lastFailure: { atMs: number; label: string; message: string } | null = null;
  readonly whole = new Cooldown();
  /** Only of models that failed. */
  readonly models = new Map<string, Cooldown>();
  private readonly account: UpstreamAccount;

  constructor({ id, weight, isDraining, account }: PooledAccount) {
    this.id = id;
    this.account = account;
    this.name = account.name;
    this.headerName = account.name.replace(/[^\x20-\x7e]/g, "?");
    this.kind = account.kind;
    this.seed = seedOf(id);
    this.upstream = createUpstream(account);
    this.weight = weight;
    this.isDraining = isDraining;
  }

  /** Null when a call may be sent. */
  hindrance(modelId: string, nowMs: number): Hindrance | null {
    const model = this.models.get(modelId);
    const wholeMs = this.whole.waitMs(nowMs);
    const modelMs = model ? model.waitMs(nowMs) : 0;
    if (wholeMs === 0 && modelMs === 0) return null;
    const cause = wholeMs >= modelMs ? this.whole.cause : model?.cause;
    return cause ? { waitMs: Math.max(wholeMs, modelMs), cause } : null;
  }

  enter(modelId: string, nowMs: number): void {
    this.calls += 1;
    this.whole.enter(nowMs);
    this.models.get(modelId)?.enter(nowMs);
  }

  /** A stream begins. `succeed` or `fail` tells what became of it. */
  begin(modelId: string, nowMs: number): void {
    this.whole.begin(nowMs);
    this.models.get(modelId)?.begin(nowMs);
  }

  succeed(modelId: string, nowMs: number): void {
    this.whole.succeed(nowMs);
    const model = this.models.get(modelId);
    if (!model) return;
    model.succeed(nowMs);
    if (model.cause === null) this.models.delete(modelId);
  }

  fail(modelId: string, failure: Failure, nowMs: number): void {
    this.note(failure, nowMs);
    this.cooldownOf(modelId, failure).fail(failure, nowMs);
  }

  /** A failure that is counted and shown, and keeps no call away. */
  note({ label, message }: Failure, nowMs: number): void {
    this.failures += 1;
    // Upstreams quote what they refuse, and Postgres has no text with a zero byte in it.
    const words = withoutSecrets(message, this.account).replaceAll("\0", "").slice(0, 500);
    this.lastFailure = { atMs: nowMs, label, message: words };
  }

  private cooldownOf(modelId: string, { isModelBound }: Failure): Cooldown {
    if (!isModelBound) return this.whole;
    const cooldown = this.models.get(modelId) ?? new Cooldown();
    this.models.set(modelId, cooldown);
    return cooldown;
  }
}
