import { afterEach, expect, test, vi } from "vitest";
import { ListenConnection } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";
import { PROMPTLY } from "@/lib/testing/promptly";

const opened: ListenConnection[] = [];
function connection(): ListenConnection {
  const made = new ListenConnection(process.env.DATABASE_URL ?? "");
  opened.push(made);
  return made;
}
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

/** Listens and waits until the subscription works. */
async function listening(to: ListenConnection, channel: string) {
  const received: string[] = [];
  let reconnects = 0;
  to.listen(
    channel,
    (payload) => received.push(payload),
    () => reconnects++,
  );
  await vi.waitFor(() => expect(to.isListening(channel)).toBe(true), PROMPTLY);
  return { received, reconnects: () => reconnects };
}

async function notify(channel: string, payload: string) {
  await postgres().query("SELECT pg_notify($1, $2)", [channel, payload]);
}

async function cutListeners(): Promise<number> {
  const { rowCount } = await postgres().query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~ '^(LISTEN|SELECT$)'",
  );
  return rowCount ?? 0;
}

test("a notification reaches only the listeners of its channel", async () => {
  const shared = connection();
  const [a, b] = [await listening(shared, "a"), await listening(shared, "b")];
  await notify("a", "one");
  await notify("b", "two");
  await vi.waitFor(() => expect([a.received, b.received]).toEqual([["one"], ["two"]]), PROMPTLY);
});

test("a channel added later uses the same connection without interrupting the others", async () => {
  const shared = connection();
  const first = await listening(shared, "first");
  await listening(shared, "second");
  expect(first.reconnects()).toBe(1);
  const { rows } = await postgres().query(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^LISTEN'",
  );
  expect(rows).toEqual([{ n: 1 }]);
});

test("a broken connection reports it, is made again, and its listeners reload", async () => {
  const shared = connection();
  const { received, reconnects } = await listening(shared, "a");
  expect(await cutListeners()).toBe(1);
  await expect.poll(reconnects).toBe(2);
  expect(shared.isListening("a")).toBe(true);
  await notify("a", "after");
  await vi.waitFor(() => expect(received).toEqual(["after"]), PROMPTLY);
});

test("while Postgres cannot be reached no channel counts as subscribed", async () => {
  const away = new ListenConnection("postgresql://relais@127.0.0.1:1/none");
  opened.push(away);
  let reconnects = 0;
  away.listen(
    "a",
    () => undefined,
    () => reconnects++,
  );
  away.listen("b", () => undefined);
  expect([away.isListening("a"), away.isListening("b"), away.isListening("unknown"), reconnects]).toEqual([false, false, false, 0]);
});

test("a listener that stops gets no further notification", async () => {
  const shared = connection();
  const other = await listening(shared, "a");
  const received: string[] = [];
  const stop = shared.listen("a", (payload) => received.push(payload));
  stop();
  await notify("a", "late");
  await vi.waitFor(() => expect(other.received).toEqual(["late"]), PROMPTLY);
  expect(received).toEqual([]);
});
