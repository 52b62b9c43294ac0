import { accountOrNotFound } from "@/app/(admin)/admin/upstreams/read-account-page";
import { AccountDetails } from "@/components/upstreams/account-details";
import { AccountSheet } from "@/components/upstreams/account-sheet";

export default async function UpstreamSheet({ params }: { params: Promise<{ id: string }> }) {
  const found = await accountOrNotFound((await params).id);
  return (
    <AccountSheet title={found.account.name}>
      <AccountDetails {...found} />
    </AccountSheet>
  );
}
