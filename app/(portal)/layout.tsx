import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { sendVerificationAction } from "@/app/(portal)/account/actions";
import { startTopUpAction } from "@/app/(portal)/billing/actions";
import { NOTICE_COOKIE } from "@/components/auth/notice-cookie";
import { VerifyNotice } from "@/components/auth/verify-notice";
import { PortalFrame } from "@/components/shell/portal-frame";
import { RestrictedNotice } from "@/components/shell/restricted-notice";
import { Texts } from "@/components/shell/texts";
import { requireUser } from "@/lib/auth/current-user";
import { readPageWallet } from "@/lib/ledger/page-wallet";
import { env } from "@/lib/platform/env";
import { readLimit } from "@/lib/user-profiles/read-limits";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const user = await requireUser();
  const isPutAway = (await cookies()).has(NOTICE_COOKIE);
  const { id, timeZone } = user.workspace;
  const [balance, limit] = await Promise.all([readPageWallet(id), readLimit(id, new Date())]);
  return (
    <Texts of={["auth", "billing", "keys", "start"]}>
      <PortalFrame user={user} balance={balance} topUp={startTopUpAction} signOut={signOutAction}>
        {limit && <RestrictedNotice limit={limit} timeZone={timeZone} />}
        {!user.isEmailVerified && !isPutAway && (
          <VerifyNotice email={user.email} action={sendVerificationAction} inboxUrl={env.RELAIS_SANDBOX_INBOX} />
        )}
        {children}
      </PortalFrame>
    </Texts>
  );
}
