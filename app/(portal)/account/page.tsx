import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
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
import { Card } from "@/components/ui/card";
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
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card title={t("address")}>
        <p className="flex flex-wrap items-center gap-2 break-all">
          {user.email}
          <Badge tone={user.isEmailVerified ? "positive" : "warning"}>{t(user.isEmailVerified ? "verified" : "unverified")}</Badge>
        </p>
      </Card>
      <Card title={t("changePassword")} description={t("changeDescription")}>
        {user.hasPassword ? (
          <ChangePasswordForm action={changePasswordAction} email={user.email} />
        ) : (
          <PasswordLinkForm action={mailPasswordLinkAction} />
        )}
      </Card>
      {user.workspace.role === "owner" && (
        <Card title={t("timeZone")} description={t("timeZoneDescription")}>
          <TimeZoneForm
            action={changeTimeZoneAction}
            timeZone={user.workspace.timeZone}
            timeZones={timeZoneNames(user.workspace.timeZone)}
          />
        </Card>
      )}
      <Card title={t("everywhere")} description={t("everywhereDescription")}>
        <form action={signOutEverywhereAction}>
          <SubmitButton look="danger">{t("everywhereSubmit")}</SubmitButton>
        </form>
      </Card>
    </>
  );
}
