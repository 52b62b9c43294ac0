import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import {
  changePasswordAction,
  changeTimeZoneAction,
  mailPasswordLinkAction,
  signOutEverywhereAction,
} from "@/app/(portal)/account/actions";
import { ChangePasswordForm } from "@/components/auth/change-password-form";
import { PasswordLinkForm } from "@/components/auth/password-link-form";
import { TimeZoneForm } from "@/components/auth/time-zone-form";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireUser } from "@/lib/auth/current-user";
import { timeZoneNames } from "@/lib/basics/time-zones";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("account.title") };
}

export default async function AccountPage() {
  const user = await requireUser();
  const t = await getTranslations("auth.account");
  return (
    <div className="grid w-full max-w-160 gap-6">
      <PageHeader title={t("title")} />
      <div className="divide-y border-y">
        <Section title={t("address")}>
          <p className="flex flex-wrap items-center gap-2 break-all">
            {user.email}
            <Badge tone={user.isEmailVerified ? "positive" : "warning"}>{t(user.isEmailVerified ? "verified" : "unverified")}</Badge>
          </p>
        </Section>
        <Section title={t("changePassword")} text={t("changeDescription")}>
          {user.hasPassword ? (
            <ChangePasswordForm action={changePasswordAction} email={user.email} />
          ) : (
            <PasswordLinkForm action={mailPasswordLinkAction} />
          )}
        </Section>
        {user.workspace.role === "owner" && (
          <Section title={t("timeZone")} text={t("timeZoneDescription")}>
            <TimeZoneForm
              action={changeTimeZoneAction}
              timeZone={user.workspace.timeZone}
              timeZones={timeZoneNames(user.workspace.timeZone)}
            />
          </Section>
        )}
        <Section title={t("everywhere")} text={t("everywhereDescription")}>
          <form action={signOutEverywhereAction}>
            <SubmitButton look="danger">{t("everywhereSubmit")}</SubmitButton>
          </form>
        </Section>
      </div>
    </div>
  );
}

/** What a setting is at the left, how it is changed at the right. */
function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="grid items-start gap-x-8 gap-y-3 py-6 sm:grid-cols-[12.5rem_minmax(0,1fr)]">
      <div className="grid gap-1">
        <h2 className="text-h3">{title}</h2>
        {text && <p className="text-small text-muted">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
