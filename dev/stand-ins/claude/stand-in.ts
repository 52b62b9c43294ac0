import { Batches } from "./batches";
import { CallLog } from "./calls";
import { FaultQueue } from "./faults";
import { ProfileWebhooks } from "./profile-webhooks";
import { Profiles } from "./profiles";
import { PromptCache } from "./prompt-cache";
import type { StoredFile } from "./stored-files";
import { GoogleIdentity } from "./vertex/identity";

export type Settings = {
  /** Pause before each piece of a streamed answer. 0 sends them at once. */
  paceMs: number;
  firstByteMs: number;
  /** Length of every answer; null leaves it to the prompt. */
  answerTokens: number | null;
  placeholderOutputTokens: number;
  /** The original answers 404 for retired models; other upstreams still serve them. */
  refusesRetired: boolean;
  recordsCalls: boolean;
  /** How long a batch takes; null until a test ends it. */
  batchMs: number | null;
  largestFileBytes: number;
};

const DEFAULT_SETTINGS: Settings = {
  paceMs: 4,
  firstByteMs: 0,
  answerTokens: null,
  placeholderOutputTokens: 1,
  refusesRetired: false,
  recordsCalls: true,
  batchMs: 500,
  largestFileBytes: 500_000_000,
};

/** The state of one running stand-in. */
export class StandIn {
  readonly settings: Settings;
  readonly calls = new CallLog();
  readonly faults = new FaultQueue();
  readonly google = new GoogleIdentity();
  readonly batches = new Batches();
  readonly profiles = new Profiles();
  readonly webhooks = new ProfileWebhooks();
  readonly #caches = new Map<string, PromptCache>();
  readonly #files = new Map<string, Map<string, StoredFile>>();
  #clockOffsetMs = 0;

  constructor(settings: Partial<Settings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
  }

  now(): number {
    return Date.now() + this.#clockOffsetMs;
  }

  advanceClock(ms: number): void {
    this.#clockOffsetMs += ms;
  }

  cacheOf(account: string): PromptCache {
    let cache = this.#caches.get(account);
    if (!cache) {
      cache = new PromptCache();
      this.#caches.set(account, cache);
    }
    return cache;
  }

  filesOf(account: string): Map<string, StoredFile> {
    let files = this.#files.get(account);
    if (!files) {
      files = new Map();
      this.#files.set(account, files);
    }
    return files;
  }

  clearCaches(): void {
    this.#caches.clear();
  }
}
