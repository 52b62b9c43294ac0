import "server-only";
import type { Modifier } from "@/lib/basics/tokens";
import { type PooledAccount, PoolMember } from "@/lib/upstreams/pool/pool-member";
import { conversationHash, ranked } from "@/lib/upstreams/pool/rendezvous";
import { RetryBudget } from "@/lib/upstreams/pool/retry-budget";

/** `affine` keeps a conversation on its account; `rotation` uses the accounts in turn, for workloads without caching. */
export type Routing = "affine" | "rotation";

export type PoolOptions = {
  routing?: Routing;
  /** How long a stream may take to begin while another account could be tried. */
  firstByteMs?: number;
};

// A model reads very long prompts for a minute before its first byte.
const FIRST_BYTE_MS = 120_000;

type Serving = { members: readonly PoolMember[]; modifiers: readonly Modifier[]; searchesWeb: boolean };

/** The upstream accounts for calls. */
export class UpstreamPool {
  readonly retries = new RetryBudget();
  readonly firstByteMs: number;
  private readonly routing: Routing;
  private members: PoolMember[] = [];
  /** The settings from which an account was made: one that did not change keeps its connections and its state. */
  private readonly sources = new Map<PoolMember, string>();
  private readonly serving = new Map<string, Serving>();
  private readonly closing = new Set<Promise<void>>();
  private turn = 0;

  constructor(accounts: PooledAccount[], { routing = "affine", firstByteMs = FIRST_BYTE_MS }: PoolOptions = {}) {
    this.routing = routing;
    this.firstByteMs = firstByteMs;
    this.replace(accounts);
  }

  /** Replaces the accounts. Open calls on a removed account continue to their end. */
  replace(accounts: PooledAccount[]): void {
    const before = this.members;
    this.members = accounts.map((each) => {
      const source = JSON.stringify([each.id, each.account]);
      const known = before.find((member) => this.sources.get(member) === source);
      const member = known ?? new PoolMember(each);
      member.weight = each.weight;
      member.isDraining = each.isDraining;
      this.sources.set(member, source);
      return member;
    });
    this.serving.clear();
    for (const gone of before.filter((member) => !this.members.includes(member))) this.closeMember(gone);
  }

  /**
   * Whether accounts take calls for this model; `isRetired` by its day of retirement. A draining account takes none: its open calls only
   * end.
   */
  serves(modelId: string, isRetired = false): boolean {
    return this.servingOf(modelId, isRetired).members.length > 0;
  }

  /** The modifiers that any account which may serve the model is billed with. */
  modifiersFor(modelId: string, isRetired = false): readonly Modifier[] {
    return this.servingOf(modelId, isRetired).modifiers;
  }

  /** Whether a call of this model may ask for a web search: one account offers it, and every other account passes such calls on. */
  searchesWeb(modelId: string, isRetired = false): boolean {
    return this.servingOf(modelId, isRetired).searchesWeb;
  }

  /** The accounts that serve the model, in no particular order. */
  servers(modelId: string, isRetired = false): readonly PoolMember[] {
    return this.servingOf(modelId, isRetired).members;
  }

  /** The accounts that serve the model, in the order in which a call of this conversation tries them. Empty where there is none. */
  inOrder(modelId: string, conversation: () => string, isRetired = false): readonly PoolMember[] {
    const { members } = this.servingOf(modelId, isRetired);
    if (members.length < 2) return members;
    if (this.routing === "affine") return ranked(members, conversationHash(conversation()));
    this.turn = (this.turn + 1) % members.length;
    return [...members.slice(this.turn), ...members.slice(0, this.turn)];
  }

  /** The accounts that can count this model's tokens, healthy ones first. */
  counting(modelId: string, isRetired = false): readonly PoolMember[] {
    const members = this.servingOf(modelId, isRetired).members.filter((each) => each.upstream.countsTokens(modelId));
    if (members.length < 2) return members;
    const nowMs = Date.now();
    const isHealthy = (each: PoolMember) => each.blockReason(modelId, nowMs) === null;
    return [...members.filter(isHealthy), ...members.filter((each) => !isHealthy(each))];
  }

  /** The accounts that store files, in the order for this workspace. */
  storingFiles(workspaceId: string): readonly PoolMember[] {
    const members = this.members.filter((each) => each.upstream.files && !each.isDraining && each.weight > 0);
    return ranked(members, conversationHash(workspaceId));
  }

  all(): readonly PoolMember[] {
    return this.members;
  }

  async close(): Promise<void> {
    for (const member of this.members.splice(0)) this.closeMember(member);
    await Promise.all(this.closing);
  }

  private servingOf(modelId: string, isRetired: boolean): Serving {
    const key = isRetired ? `${modelId} retired` : modelId;
    const known = this.serving.get(key);
    if (known) return known;
    const members = this.members.filter((each) => !each.isDraining && each.weight > 0 && each.upstream.servesModel(modelId, isRetired));
    const modifiers = [...new Set(members.flatMap((each) => each.upstream.pricingModifiers(modelId)))];
    const searching = members.map((each) => each.upstream.searchesWeb);
    const found = { members, modifiers, searchesWeb: searching.includes(true) && !searching.includes(null) };
    this.serving.set(key, found);
    return found;
  }

  private closeMember(member: PoolMember): void {
    this.sources.delete(member);
    // The process closes what remains open when it ends.
    const closed = member.upstream.close().catch(() => undefined);
    this.closing.add(closed);
    void closed.then(() => this.closing.delete(closed));
  }
}
