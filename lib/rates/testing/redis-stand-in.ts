import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { SCRIPTS, type Store } from "@/lib/rates/testing/redis-stand-in-scripts";

type Reply = string | number | null | Reply[];

/** The part of Redis that the limits use, over its own protocol, for machines without Redis. It can be killed and can hang. */
export class RedisStandIn {
  private readonly values = new Map<string, number>();
  private readonly scripts = new Map<string, string>();
  private readonly sets = new Map<string, Map<string, number>>();
  /** Each with a function that answers its waiting commands. */
  private readonly sockets = new Map<Socket, () => void>();
  private readonly store: Store = {
    get: (key) => this.values.get(key) ?? 0,
    add: (key, amount) => void this.add(key, amount),
    set: (key) => this.set(key),
  };
  private readonly server: Server;
  private isHanging = false;

  private constructor() {
    this.server = createServer({ noDelay: true }, (socket) => this.serve(socket));
  }

  static async start(): Promise<RedisStandIn> {
    const standIn = new RedisStandIn();
    await new Promise<void>((resolve) => standIn.server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** While it hangs, commands wait. It runs them when it wakes up, even if no client waits any more. */
  hang(isHanging: boolean): void {
    this.isHanging = isHanging;
    if (!isHanging) for (const answer of this.sockets.values()) answer();
  }

  /** Ends all connections, like a network failure. The counts stay. */
  reset(): void {
    for (const socket of this.sockets.keys()) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.reset();
    await closed;
  }

  private serve(socket: Socket): void {
    let text = "";
    const answer = () => {
      for (let next = commandIn(text); next && !this.isHanging; next = commandIn(text)) {
        text = text.slice(next.length);
        socket.write(encoded(this.run(next.words)));
      }
    };
    this.sockets.set(socket, answer);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      text += bytes;
      answer();
    });
  }

  private run([name = "", key = "", ...rest]: string[]): Reply {
    switch (name.toLowerCase()) {
      case "eval":
        this.scripts.set(createHash("sha1").update(key).digest("hex"), key);
        return this.runScript(key, rest);
      case "evalsha":
        return this.runScript(this.scripts.get(key) ?? "", rest);
      case "zadd":
        for (let at = 0; at < rest.length; at += 2) this.set(key).set(rest[at + 1] ?? "", Number(rest[at]));
        return 1;
      case "info":
        return "redis_version:7.0.0\r\nloading:0";
      default:
        return 1;
    }
  }

  private runScript(text: string, [keys = "0", ...rest]: string[]): Reply {
    const count = Number(keys);
    return SCRIPTS.get(text)?.(this.store, rest.slice(0, count), rest.slice(count)) ?? null;
  }

  private set(key: string): Map<string, number> {
    const set = this.sets.get(key) ?? new Map<string, number>();
    this.sets.set(key, set);
    return set;
  }

  private add(key: string, amount: number): number {
    const value = (this.values.get(key) ?? 0) + amount;
    this.values.set(key, value);
    return value;
  }
}

function encoded(reply: Reply): string {
  if (reply === null) return "$-1\r\n";
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  return `*${reply.length}\r\n${reply.map(encoded).join("")}`;
}

/** The first complete command in the text. Clients send arrays of plain ASCII here. */
function commandIn(text: string): { words: string[]; length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return null;
  let length = head[0].length;
  const words: string[] = [];
  for (let n = Number.parseInt(head[1] ?? "0", 10); n > 0; n--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(length));
    if (!size) return null;
    const from = length + size[0].length;
    const to = from + Number.parseInt(size[1] ?? "0", 10);
    if (text.length < to + 2) return null;
    words.push(text.slice(from, to));
    length = to + 2;
  }
  return { words, length };
}
