import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";

type Reply = string | number | null | Reply[];

/** As much of Redis as the limits use, over its own protocol, for machines that have none. Can be killed and hang like the real one. */
export class RedisStandIn {
  private readonly values = new Map<string, number>();
  private readonly sets = new Map<string, Map<string, number>>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private isHanging = false;

  private constructor() {
    this.server = createServer((socket) => this.serve(socket));
  }

  static async start(): Promise<RedisStandIn> {
    const standIn = new RedisStandIn();
    await new Promise<void>((resolve) => standIn.server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** While it hangs, commands are read and never answered. */
  hang(isHanging: boolean): void {
    this.isHanging = isHanging;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let text = "";
    let queued: string[][] | null = null;
    socket.on("data", (bytes) => {
      text += bytes;
      for (let next = commandIn(text); next; next = commandIn(text)) {
        text = text.slice(next.length);
        const [name = ""] = next.words;
        if (this.isHanging) continue;
        if (name.toLowerCase() === "multi") {
          queued = [];
          socket.write("+OK\r\n");
        } else if (name.toLowerCase() === "exec") {
          socket.write(encoded((queued ?? []).map((words) => this.run(words))));
          queued = null;
        } else if (queued) {
          queued.push(next.words);
          socket.write("+QUEUED\r\n");
        } else socket.write(encoded(this.run(next.words)));
      }
    });
  }

  private run([name = "", key = "", ...rest]: string[]): Reply {
    const [first = "0", second = "0"] = rest;
    const set = this.sets.get(key) ?? new Map<string, number>();
    switch (name.toLowerCase()) {
      case "incr":
        return this.add(key, 1);
      case "decr":
        return this.add(key, -1);
      case "incrby":
        return this.add(key, Number.parseInt(first, 10));
      case "get":
        return this.values.get(key)?.toString() ?? null;
      case "zadd":
        this.sets.set(key, set.set(second, Number.parseInt(first, 10)));
        return 1;
      case "zrem":
        return set.delete(first) ? 1 : 0;
      case "zremrangebyscore":
        for (const [member, score] of set) if (score <= Number.parseInt(second, 10)) set.delete(member);
        return 0;
      case "zcard":
        return set.size;
      case "info":
        return "redis_version:7.0.0\r\nloading:0";
      default:
        return 1;
    }
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

/** The first whole command of the text. Clients send arrays of plain ASCII here. */
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
