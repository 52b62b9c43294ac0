import type { Clock } from "@/lib/basics/clock";
import type { Ledger } from "@/lib/ledger/ledger";
import type { PriceTable } from "@/lib/pricing/price-table";
import type { Gate } from "@/lib/rates/admission";
import type { RecentAnswers } from "@/lib/relay/repeats/recent-answers";
import type { RecentItems } from "@/lib/relay/repeats/recent-items";
import type { InFlight } from "@/lib/relay/services/in-flight";
import type { OpenStreams } from "@/lib/relay/services/open-streams";
import type { LinkReader } from "@/lib/upstreams/links/link-reader";
import type { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { UserProfiles } from "@/lib/upstreams/profiles/user-profiles";

/** The services that the relay of one process needs. */
export type RelayServices = {
  ledger: Ledger;
  prices: PriceTable;
  pool: UpstreamPool;
  /** Null if the operator does not allow callers' links to be fetched. */
  links: LinkReader | null;
  /** Null if the operator names no customers to Claude. */
  profiles: UserProfiles | null;
  gate: Gate;
  clock: Clock;
  inFlight: InFlight;
  openStreams: OpenStreams;
  recentAnswers: RecentAnswers;
  recentItems: RecentItems;
};
