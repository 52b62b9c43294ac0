import { expect, test } from "vitest";
import { RestrictedNotice } from "@/components/shell/restricted-notice";
import { SupportEmailProvider } from "@/components/shell/support";
import { drawn } from "@/components/ui/testing/drawn";
import { ENFORCEMENT_REASONS, type Enforcement } from "@/lib/user-profiles/enforcement";

const BAN: Enforcement = {
  actionId: "enac_1",
  type: "ban",
  reason: "fraud_or_abuse",
  isVerifiable: false,
  openedAt: new Date("2026-11-30T10:00:00Z"),
  expiresAt: null,
};
const notice = (limit: Partial<Enforcement>) =>
  drawn(
    <SupportEmailProvider value="help@relais.example">
      <RestrictedNotice limit={{ ...BAN, ...limit }} timeZone="Europe/Paris" />
    </SupportEmailProvider>,
  );

test("a ban is told in plain words, with its reason, what it costs and whom to ask", () => {
  const text = notice({});
  for (const part of ["Anthropic has banned this workspace", "fraud or abuse", "nothing is charged", "mailto:help@relais.example"])
    expect(text).toContain(part);
  expect(text).toContain('role="alert"');
});

test("a restriction says when it ends, in the workspace's time, and what ends it earlier", () => {
  const text = notice({ type: "restriction", isVerifiable: true, expiresAt: new Date("2026-12-01T10:00:00Z") });
  expect(text).toContain("Anthropic has restricted this workspace");
  expect(text).toMatch(/Dec 1, 2026, 11:00/);
  expect(text).toContain("identity check");
});

test.each(ENFORCEMENT_REASONS)("the reason %s has words", (reason) => {
  expect(notice({ reason })).not.toContain(reason.includes("_") ? reason : "shell.restricted");
});
