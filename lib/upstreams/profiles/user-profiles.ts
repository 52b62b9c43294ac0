import "server-only";
import { log } from "@/lib/platform/log";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { checkStanding } from "@/lib/upstreams/profiles/check-standing";
import { makeProfile } from "@/lib/upstreams/profiles/make-profile";
import { ProfileFailure } from "@/lib/upstreams/profiles/profile-api";
import { type Enforcement, strictest } from "@/lib/user-profiles/enforcement";
import { ProfileBook, type Standing } from "@/lib/user-profiles/profile-book";
import { forgetProfile, noteProblem } from "@/lib/user-profiles/stored-profiles";

/** How long the first call of a workspace at an account waits for its profile. Then it is sent without one. */
const WAIT_MS = 2_000;
/** An account that fails is asked for new profiles again after this time, and one that refuses after ten minutes. */
const AWAY_MS = 15_000;
const REFUSED_MS = 600_000;
/** A customer whose calls an account refuses is looked up there once in this time. */
const LOOK_AGAIN_MS = 10_000;
const MOST_LOOKS = 10_000;

type Member = Pick<PoolMember, "id" | "name" | "upstream">;

/** The names by which Claude's accounts know the customers of this process, and the limits that Anthropic placed on them. */
export class UserProfiles {
  private readonly book = new ProfileBook();
  private readonly making = new Map<string, { untilMs: number; making: Promise<string | null> }>();
  private readonly looked = new Map<string, { atMs: number; look: Promise<void> }>();
  private readonly pausedUntilMs = new Map<string, number>();
  private readonly waitMs: number;
  private readonly awayMs: number;

  constructor({ waitMs = WAIT_MS, awayMs = AWAY_MS }: { waitMs?: number; awayMs?: number } = {}) {
    this.waitMs = waitMs;
    this.awayMs = awayMs;
  }

  /** The limit that keeps the workspace from making calls; null if none does. A promise only if it is not in memory. */
  limitOn(workspaceId: string, nowMs: number): Enforcement | null | Promise<Enforcement | null> {
    const standing = this.book.of(workspaceId);
    return standing instanceof Promise ? standing.then((read) => limitIn(read, nowMs)) : limitIn(standing, nowMs);
  }

  /** The workspace's profile at the account. Null if the account has no profiles, or makes none at the moment. Never rejects. */
  nameAt(workspaceId: string, member: Member): string | null | Promise<string | null> {
    if (!member.upstream.hasUserProfiles) return null;
    const standing = this.book.of(workspaceId);
    if (!(standing instanceof Promise)) return standing.profileIds.get(member.id) ?? this.made(workspaceId, member);
    // Without Postgres no profile can be stored, so none is made.
    return standing.then(({ profileIds }) => profileIds.get(member.id) ?? this.made(workspaceId, member)).catch(() => null);
  }

  /** Makes a profile that the account does not know again, once in a while. Null if it is not to be made now. Never rejects. */
  async remade(workspaceId: string, member: Member, profileId: string): Promise<string | null> {
    try {
      const isForgotten = await forgetProfile({ workspaceId, accountId: member.id }, profileId, new Date());
      this.book.forget(workspaceId);
      if (isForgotten) return await this.nameAt(workspaceId, member);
      this.pause(member, new ProfileFailure("refused", "The account does not know the profiles that it made."));
    } catch (error) {
      this.pause(member, error);
    }
    return null;
  }

  /** After an account refused the workspace's call: the limit that Anthropic placed on it; null if it placed none. Never rejects. */
  async limitAfterRefusal(workspaceId: string, member: Member, nowMs: number): Promise<Enforcement | null> {
    try {
      const { profileIds } = await this.book.of(workspaceId);
      const profileId = profileIds.get(member.id);
      if (profileId === undefined) return null;
      await this.look(workspaceId, member, profileId, nowMs);
      return await this.limitOn(workspaceId, nowMs);
    } catch (error) {
      log.warn(
        { event: "profiles.standing_unread", err: error, upstreamAccount: member.name },
        "a customer could not be looked up at an account",
      );
      return null;
    }
  }

  close(): void {
    this.book.close();
  }

  private made(workspaceId: string, member: Member): string | null | Promise<string | null> {
    if ((this.pausedUntilMs.get(member.id) ?? 0) > Date.now()) return null;
    const key = `${member.id} ${workspaceId}`;
    const running = this.making.get(key);
    // The wait is that of the first call: those that come later do not begin it again.
    if (running) return within(running.making, running.untilMs - Date.now());
    const untilMs = Date.now() + this.waitMs;
    const making = this.make(workspaceId, member, untilMs).finally(() => this.making.delete(key));
    this.making.set(key, { untilMs, making });
    return within(making, this.waitMs);
  }

  private async make(workspaceId: string, member: Member, untilMs: number): Promise<string | null> {
    try {
      const profileId = await makeProfile({ workspaceId, accountId: member.id }, member.upstream, untilMs);
      this.book.forget(workspaceId);
      return profileId;
    } catch (error) {
      this.pause(member, error);
      return null;
    }
  }

  /** Calls go on without names; the page of the accounts says why. */
  private pause({ id, name }: Member, error: unknown): void {
    const isRefused = error instanceof ProfileFailure && error.kind === "refused";
    const text = error instanceof ProfileFailure ? error.message : "Its profile could not be stored.";
    this.pausedUntilMs.set(id, Date.now() + (isRefused ? REFUSED_MS : this.awayMs));
    log.warn(
      { event: "profiles.account_failed", err: error, upstreamAccount: name, isRefused },
      "an account makes no user profiles: calls go without",
    );
    noteProblem(id, { isRefused, text }, new Date()).catch((unnoted) =>
      log.warn(
        { event: "profiles.problem_unnoted", err: unnoted, upstreamAccount: name },
        "the problem of an account with profiles was not noted",
      ),
    );
  }

  /** Many refused calls of one customer ask once. */
  private look(workspaceId: string, member: Member, profileId: string, nowMs: number): Promise<void> {
    const key = `${member.id} ${workspaceId}`;
    const last = this.looked.get(key);
    if (last && nowMs - last.atMs < LOOK_AGAIN_MS) return last.look;
    const look = checkStanding({ workspaceId, accountId: member.id }, profileId, member.upstream).then(() => this.book.forget(workspaceId));
    const oldest = this.looked.size >= MOST_LOOKS ? this.looked.keys().next().value : undefined;
    if (oldest !== undefined) this.looked.delete(oldest);
    this.looked.delete(key);
    this.looked.set(key, { atMs: nowMs, look });
    return within(look, this.waitMs).then(() => undefined);
  }
}

function limitIn({ open }: Standing, nowMs: number): Enforcement | null {
  return open.length === 0 ? null : strictest(open, nowMs);
}

/** Null where it takes longer. */
function within<Result>(promise: Promise<Result>, limitMs: number): Promise<Result | null> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => resolve(null), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
