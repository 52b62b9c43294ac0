/** A cloud may learn a beta within the hour; until then no call pays for the same refusal twice. */
const REMEMBERED_MS = 3_600_000;
const MOST_REMEMBERED = 500;

/** The betas that an account has refused, by endpoint. Where it did not name one, all betas of that request together. */
export class RefusedBetas {
  private readonly untilMs = new Map<string, number>();

  constructor(private readonly nowMs: () => number = Date.now) {}

  /** `names` as the account refused them; empty where it named none of the header's. */
  remember(path: string, header: string, names: readonly string[]): void {
    for (const key of names.length > 0 ? names : [header]) {
      const oldest = this.untilMs.size >= MOST_REMEMBERED ? this.untilMs.keys().next().value : undefined;
      if (oldest !== undefined) this.untilMs.delete(oldest);
      this.untilMs.set(`${path} ${key}`, this.nowMs() + REMEMBERED_MS);
    }
  }

  /** Whether the account refuses this one of the header's betas, under the caller's name or its own. */
  has(path: string, header: string, name: string): boolean {
    return this.untilMs.size > 0 && [name, header].some((key) => (this.untilMs.get(`${path} ${key}`) ?? 0) > this.nowMs());
  }
}
