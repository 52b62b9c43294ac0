import { openRedis } from "@/lib/platform/redis";
import { Gate } from "@/lib/rates/admission";
import { RedisCounters } from "@/lib/rates/redis-counters";

/** A separate process: sends argv[3] calls at once through a gate over the Redis at argv[2], and prints how many were admitted. */
const [, , url = "", calls = "0", workspaceId = "", nowMs = "0"] = process.argv;
const redis = openRedis(url);
await new Promise((resolve) => redis.once("ready", resolve));
const gate = new Gate(new RedisCounters(redis, 5_000));
const workspace = { requestsPerMinute: 25, tokensPerMinute: null, concurrentCalls: null };
const answers = await Promise.all(
  Array.from({ length: Number.parseInt(calls, 10) }, (_, n) =>
    gate.admit({ callId: `${process.pid}-${n}`, workspaceId, keyId: "key", workspace, key: null }, Number.parseInt(nowMs, 10)),
  ),
);
process.stdout.write(`${answers.filter(({ kind }) => kind === "admitted").length}\n`);
redis.disconnect();
