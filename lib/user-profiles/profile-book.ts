import "server-only";
import { AppError } from "@/lib/basics/errors";
import { isListening, listen } from "@/lib/platform/listen-connection";
import { log } from "@/lib/platform/log";
import { readSteadily } from "@/lib/platform/postgres";
import type { Enforcement } from "@/lib/user-profiles/enforcement";

/** Notified with the id of a workspace whose profiles or limits changed. */
export const PROFILES_CHANNEL = "relais_profiles";

/** How Claude's accounts know a workspace. */
export type Standing = {
  /** The ids of its profiles, by account. */
  profileIds: ReadonlyMap<string, string>;
  /** The limits that Anthropic placed on it and has not lifted. One may be over by its date. */
  open: readonly Enforcement[];
};

type StandingRow = { profiles: Record<string, string> | null; open: (Omit<Enforcement, "openedAt" | "expiresAt"> & Dates)[] | null };
type Dates = { openedAt: string; expiresAt: string | null };

const MAX_KNOWN = 50_000;

const READ = `
  SELECT (SELECT jsonb_object_agg(account_id, profile_id) FROM user_profile WHERE workspace_id = $1 AND profile_id IS NOT NULL) AS profiles,
    (SELECT jsonb_agg(jsonb_build_object('actionId', action_id, 'type', type, 'reason', reason, 'isVerifiable', is_verifiable,
       'openedAt', opened_at, 'expiresAt', expires_at) ORDER BY opened_at)
     FROM enforcement_action WHERE workspace_id = $1 AND resolved_at IS NULL) AS open`;

/** The standing of each workspace that calls, in memory. Every change reaches every process by a notification. */
export class ProfileBook {
  private readonly known = new Map<string, Standing>();
  private readonly reading = new Map<string, Promise<Standing>>();
  private readonly unlisten: () => void;

  constructor() {
    this.unlisten = listen(
      PROFILES_CHANNEL,
      (workspaceId) => this.forget(workspaceId),
      () => {
        this.known.clear();
        this.reading.clear();
      },
    );
  }

  /** A promise only if the workspace is not in memory. Rejects with `upstream_unavailable` while Postgres is away. */
  of(workspaceId: string): Standing | Promise<Standing> {
    // Without notifications a ban could be missed, so memory is not trusted then.
    return (isListening(PROFILES_CHANNEL) ? this.known.get(workspaceId) : undefined) ?? this.readOnce(workspaceId);
  }

  /** For the process that made a change itself: its notification may still be under way. */
  forget(workspaceId: string): void {
    this.known.delete(workspaceId);
    // A call after the change must not join a read that began before it.
    this.reading.delete(workspaceId);
  }

  close(): void {
    this.unlisten();
  }

  private readOnce(workspaceId: string): Promise<Standing> {
    const running = this.reading.get(workspaceId);
    if (running) return running;
    const read = readStanding(workspaceId)
      .then((standing) => {
        if (this.reading.get(workspaceId) === read && isListening(PROFILES_CHANNEL)) this.remember(workspaceId, standing);
        return standing;
      })
      .finally(() => {
        if (this.reading.get(workspaceId) === read) this.reading.delete(workspaceId);
      });
    this.reading.set(workspaceId, read);
    return read;
  }

  private remember(workspaceId: string, standing: Standing): void {
    const oldest = this.known.size >= MAX_KNOWN ? this.known.keys().next().value : undefined;
    if (oldest !== undefined) this.known.delete(oldest);
    this.known.set(workspaceId, standing);
  }
}

/** Rejects with `upstream_unavailable` while Postgres is away. */
export async function readStanding(workspaceId: string): Promise<Standing> {
  const { rows } = await readSteadily<StandingRow>({ name: "workspace_standing", text: READ, values: [workspaceId] }).catch((error) => {
    log.error({ event: "profiles.standing_unread", err: error }, "how Claude's accounts know a workspace could not be read");
    throw new AppError("upstream_unavailable", "The workspace could not be checked just now. Nothing was charged; please try again.", {
      retryAfterSeconds: 1,
      cause: error,
    });
  });
  const { profiles, open } = rows[0] ?? { profiles: null, open: null };
  return { profileIds: new Map(Object.entries(profiles ?? {})), open: (open ?? []).map(dated) };
}

function dated({ openedAt, expiresAt, ...rest }: NonNullable<StandingRow["open"]>[number]): Enforcement {
  return { ...rest, openedAt: new Date(openedAt), expiresAt: expiresAt === null ? null : new Date(expiresAt) };
}
