import { spawn } from "node:child_process";
import { once } from "node:events";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { giveUpJob, listFailedJobs, tryJobAgain } from "@/lib/failures/failed-jobs";
import { enqueue, JOB_ATTEMPTS } from "@/lib/platform/jobs";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { unlockDeadWorkers } from "@/server/worker/heartbeat";
import { startWorker, type Worker } from "@/server/worker/start-worker";
import { jobTask } from "@/server/worker/tasks";

const ADMIN = { userId: newId(), ip: "192.0.2.7" };
const databaseUrl = process.env.DATABASE_URL ?? "";
const JOBS = "graphile_worker._private_jobs";

let running: Worker | null = null;
const done: string[] = [];
let isBroken = true;
/** Like the queue of Stripe's events, whose handling fails while something is broken. */
const work = async () => {
  const handle = async ({ eventId }: { eventId: string }) => {
    if (isBroken && eventId === "bad") throw new AppError("internal", "It failed.", { cause: new Error("550 no such mailbox") });
    done.push(eventId);
  };
  running = await startWorker(databaseUrl, [{ tasks: { "stripe-event": jobTask("stripe-event", handle) }, atOnce: 1 }]);
};
const stop = async () => {
  await running?.stop();
  running = null;
};
afterEach(async () => {
  await stop();
  await postgres().query(`DELETE FROM ${JOBS}`);
  done.length = 0;
  isBroken = true;
});

const add = (eventId: string) => inTransaction((on) => enqueue(on, "stripe-event", { eventId }));
const onLastAttempt = () => postgres().query(`UPDATE ${JOBS} SET attempts = max_attempts - 1, run_at = now()`);
const failed = async () => (await listFailedJobs(50)).map(({ about, attempts, lastError }) => ({ about, attempts, lastError }));

async function oneFailed(): Promise<string> {
  await add("bad");
  await onLastAttempt();
  await add("good");
  await work();
  await expect.poll(() => done).toEqual(["good"]);
  await expect.poll(failed).toHaveLength(1);
  await stop();
  return (await listFailedJobs(50))[0]?.id ?? "";
}

test("a job that has used up its attempts is shown with its reason, delays nothing, and is repeated when an admin says so", async () => {
  const id = await oneFailed();
  expect(await failed()).toEqual([{ about: "bad", attempts: JOB_ATTEMPTS, lastError: "It failed. (550 no such mailbox)" }]);
  isBroken = false;
  await work();
  await add("later");
  await expect.poll(() => done).toEqual(["good", "later"]);
  expect(await Promise.all([tryJobAgain(ADMIN, id), tryJobAgain(ADMIN, id)])).toEqual(expect.arrayContaining([true, false]));
  await expect.poll(() => done).toEqual(["good", "later", "bad"]);
  expect(await failed()).toEqual([]);
  const { rows } = await postgres().query("SELECT action, before->>'about' AS about FROM audit_entry WHERE target = $1", [`job:${id}`]);
  expect(rows).toEqual([{ action: "job.retry", about: "bad" }]);
});

test("a job whose worker is killed during a retry is done once by the next worker", { retry: 2 }, async () => {
  const id = await oneFailed();
  isBroken = false;
  await tryJobAgain(ADMIN, id);
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "server/worker/hanging-process.ts"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  await postgres().query(`UPDATE ${JOBS} SET locked_at = locked_at - interval '1 minute'`);
  await expect.poll(unlockDeadWorkers, { interval: 20 }).toBe(1);
  await work();
  await expect.poll(() => done).toEqual(["good", "bad"]);
});

test("a job whose worker is killed in its last attempt is shown too", async () => {
  await add("bad");
  await postgres().query(`UPDATE ${JOBS} SET attempts = max_attempts, locked_by = 'dead', locked_at = now() - interval '1 minute'`);
  expect(await failed()).toEqual([]);
  await unlockDeadWorkers();
  expect(await failed()).toEqual([{ about: "bad", attempts: JOB_ATTEMPTS, lastError: null }]);
});

test("a discarded job is gone, once", async () => {
  const id = await oneFailed();
  expect(await giveUpJob(ADMIN, id)).toBe(true);
  expect(await giveUpJob(ADMIN, id)).toBe(false);
  await expectAuditRow({ action: "job.give_up", target: `job:${id}`, actorUserId: ADMIN.userId });
  expect(await tryJobAgain(ADMIN, id)).toBe(false);
  expect((await postgres().query(`SELECT FROM ${JOBS}`)).rowCount).toBe(0);
});

test("a round that fails every time is shown once", async () => {
  for (const key of ["round:roll-up-usage", "round:roll-up-usage:10000"]) {
    await postgres().query("SELECT graphile_worker.add_job('roll-up-usage', max_attempts => 1, job_key => $1)", [key]);
  }
  await postgres().query(`UPDATE ${JOBS} SET attempts = 1, last_error = 'x'`);
  expect((await listFailedJobs(50)).map(({ task, isRound }) => ({ task, isRound }))).toEqual([{ task: "roll-up-usage", isRound: true }]);
});

const refusing: { code: number } = { code: 550 };
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo: (_address, _session, next) => next(Object.assign(new Error("No such user here"), { responseCode: refusing.code })),
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

test("a mail that its server refuses for good is tried once, one that it refuses temporarily is retried", async () => {
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, "127.0.0.1", () => resolve((listening.address() as { port: number }).port));
  });
  vi.stubEnv("SMTP_URL", `smtp://127.0.0.1:${port}`);
  vi.resetModules();
  const { sendMail } = await import("@/lib/platform/mailer");
  const tasks = await import("@/server/worker/tasks");
  const started = await import("@/server/worker/start-worker");
  const mail = { to: "gone@example.test", subject: "", text: "", html: "" };
  const task = tasks.jobTask("topup-receipt", () => sendMail(mail));
  for (const code of [550, 451]) {
    refusing.code = code;
    await inTransaction((on) => enqueue(on, "topup-receipt", { topUpId: `${code}` }));
    running = await started.startWorker(databaseUrl, [{ tasks: { "topup-receipt": task }, atOnce: 1 }]);
    const tried = `SELECT FROM ${JOBS} WHERE attempts = 1 AND last_error IS NOT NULL AND payload->>'topUpId' = $1`;
    await expect.poll(async () => (await postgres().query(tried, [code])).rowCount).toBe(1);
    await stop();
  }
  vi.unstubAllEnvs();
  expect(await failed()).toEqual([
    { about: "550", attempts: 1, lastError: expect.stringMatching(/does not take mail for this address.*550/s) },
  ]);
});
