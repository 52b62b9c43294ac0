import "server-only";
import pg from "pg";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { endSoon } from "@/lib/platform/postgres-connection";

const HEARTBEAT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;
const RETRY_MS = [0, 100, 250, 500, 1_000, 2_000] as const;

type Listener = { onNotify: (payload: string) => void; onReconnect: () => void };
type Channel = { isSubscribed: boolean; listeners: Set<Listener> };

/**
 * One connection that receives Postgres' notifications. The first subscription opens it, and it is opened again whenever it breaks.
 * Notifications in between are lost: a listener reloads in `onReconnect`.
 */
export class ListenConnection {
  private readonly channels = new Map<string, Channel>();
  private client: pg.Client | null = null;
  private isConnected = false;
  private isClosed = false;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly databaseUrl: string) {}

  /**
   * Calls `onReconnect` each time that the channel is subscribed (again), the first time too. Returns a function that ends the
   * subscription.
   */
  listen(name: string, onNotify: (payload: string) => void, onReconnect: () => void = () => undefined): () => void {
    const listener = { onNotify, onReconnect };
    const channel = this.channels.get(name) ?? { isSubscribed: false, listeners: new Set<Listener>() };
    const isNew = !this.channels.has(name);
    channel.listeners.add(listener);
    this.channels.set(name, channel);
    if (!this.client && !this.timer) this.connect();
    else if (isNew && this.client && this.isConnected) this.subscribe(this.client, name).catch(this.onLost(this.client));
    else if (channel.isSubscribed) onReconnect();
    return () => channel.listeners.delete(listener);
  }

  /** False from the moment at which a notification of the channel may be missed: a cache is then not to be trusted for long. */
  isListening(name: string): boolean {
    return this.channels.get(name)?.isSubscribed ?? false;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.forget();
    if (this.client) await endSoon(this.client);
  }

  private connect(): void {
    this.timer = undefined;
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: QUERY_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
    });
    this.client = client;
    client.on("notification", ({ channel, payload }) => {
      for (const listener of this.channels.get(channel)?.listeners ?? []) listener.onNotify(payload ?? "");
    });
    const lost = this.onLost(client);
    client.on("error", lost);
    client.on("end", lost);
    this.begin(client).catch(lost);
  }

  private async begin(client: pg.Client): Promise<void> {
    await client.connect();
    this.isConnected = client === this.client;
    for (const name of [...this.channels.keys()]) await this.subscribe(client, name);
    this.failures = 0;
    while (client === this.client && !this.isClosed) {
      await new Promise<void>((resolve) => {
        this.timer = setTimeout(resolve, HEARTBEAT_MS).unref();
      });
      // A connection whose other end vanished silently would look alive for hours.
      if (client === this.client && !this.isClosed) await client.query("SELECT");
    }
  }

  private async subscribe(client: pg.Client, name: string): Promise<void> {
    await client.query(`LISTEN ${pg.escapeIdentifier(name)}`);
    const channel = this.channels.get(name);
    if (client !== this.client || this.isClosed || !channel || channel.isSubscribed) return;
    channel.isSubscribed = true;
    for (const listener of channel.listeners) listener.onReconnect();
  }

  private onLost(client: pg.Client): (error?: Error) => void {
    return (error) => {
      if (client !== this.client || this.isClosed) return;
      this.forget();
      this.client = null;
      void endSoon(client);
      log.warn({ event: "postgres.listener_lost", err: error }, "lost the connection for notifications, opening another");
      const delayMs = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
      this.timer = setTimeout(() => this.connect(), delayMs).unref();
    };
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isConnected = false;
    for (const channel of this.channels.values()) channel.isSubscribed = false;
  }
}

const shared = globalThis as { relaisListen?: ListenConnection };

function connection(): ListenConnection {
  shared.relaisListen ??= new ListenConnection(env.DATABASE_URL);
  return shared.relaisListen;
}

/** Subscribes to `channel` on the process's one connection. See `ListenConnection.listen`. */
export function listen(channel: string, onNotify: (payload: string) => void, onReconnect?: () => void): () => void {
  return connection().listen(channel, onNotify, onReconnect);
}

export function isListening(channel: string): boolean {
  return connection().isListening(channel);
}

/** For the end of the process. */
export async function stopListening(): Promise<void> {
  await shared.relaisListen?.close();
  shared.relaisListen = undefined;
}
