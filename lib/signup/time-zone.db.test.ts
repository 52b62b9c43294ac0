import "@/lib/mail/testing/inbox";
import { expect, test } from "vitest";
import { readSessionUser } from "@/lib/auth/session-user";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { signInWithProvider } from "@/lib/signup/sign-in-with-provider";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { changeTimeZone } from "@/lib/signup/time-zone";

async function signedUp(timeZone?: string) {
  const outcome = await signUp({ ...newForm(), timeZone });
  const user = outcome.kind === "signed_in" && (await readSessionUser(outcome.session));
  if (!user) throw new Error(outcome.kind);
  return { userId: user.id, workspaceId: user.workspace.id, timeZone: user.workspace.timeZone };
}

const timeZoneOf = async (workspaceId: string) =>
  (await postgres().query("SELECT time_zone FROM workspace WHERE id = $1", [workspaceId])).rows[0].time_zone;
const auditOf = async (workspaceId: string) =>
  (
    await postgres().query(
      "SELECT actor_user_id, ip, action, target, before, after FROM audit_entry WHERE workspace_id = $1 ORDER BY at, id",
      [workspaceId],
    )
  ).rows;

test.each([
  ["Asia/Tokyo", "Asia/Tokyo"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["Mars/Olympus", "UTC"],
  ["+02:00", "UTC"],
  ["UTC'--", "UTC"],
  ["localtime", "UTC"],
  ["IST", "UTC"],
  ["SystemV/PST8PDT", "UTC"],
  ["", "UTC"],
  [undefined, "UTC"],
])("a browser that says %s makes a workspace in %s", async (said, expected) => {
  expect((await signedUp(said)).timeZone).toBe(expected);
});

test("a sign-up through a provider gets the browser's zone too, and the next sign-in keeps it", async () => {
  const profile = {
    provider: "github",
    providerAccountId: newId(),
    verifiedEmail: newForm().email,
    remoteAddress: newForm().remoteAddress,
  };
  for (const timeZone of ["America/Lima", "Europe/Paris"]) {
    const session = await signInWithProvider({ ...profile, timeZone });
    expect(typeof session === "object" && (await readSessionUser(session))).toMatchObject({ workspace: { timeZone: "America/Lima" } });
  }
});

test("a change is noted with who made it, before and after", async () => {
  const { userId, workspaceId } = await signedUp("Europe/Paris");
  await changeTimeZone({ userId, ip: "192.0.2.7" }, workspaceId, "Asia/Saigon");
  expect(await timeZoneOf(workspaceId)).toBe("Asia/Ho_Chi_Minh");
  expect(await auditOf(workspaceId)).toEqual([
    {
      actor_user_id: userId,
      ip: "192.0.2.7",
      action: "workspace.change",
      target: `workspace:${workspaceId}`,
      before: { timeZone: "Europe/Paris" },
      after: { timeZone: "Asia/Ho_Chi_Minh" },
    },
  ]);
});

test("a zone that is not known is refused, and nothing is written", async () => {
  const { userId, workspaceId } = await signedUp("Europe/Paris");
  for (const timeZone of ["Mars/Olympus", "", "EST5EDT4", "+02:00"]) {
    await expect(changeTimeZone({ userId }, workspaceId, timeZone)).rejects.toMatchObject({ code: "invalid_request", param: "timeZone" });
  }
  expect(await timeZoneOf(workspaceId)).toBe("Europe/Paris");
  expect(await auditOf(workspaceId)).toEqual([]);
  expect((await postgres().query("SELECT FROM carried_period WHERE workspace_id = $1", [workspaceId])).rowCount).toBe(0);
});

test("the same change ten times at once is made and noted once", async () => {
  const { userId, workspaceId } = await signedUp("Europe/Paris");
  await Promise.all(Array.from({ length: 10 }, () => changeTimeZone({ userId }, workspaceId, "Asia/Tokyo")));
  expect(await auditOf(workspaceId)).toHaveLength(1);
  expect((await postgres().query("SELECT FROM carried_period WHERE workspace_id = $1", [workspaceId])).rowCount).toBe(4);
});
