import { env } from "@/lib/platform/env";
import type { TrustedProxies } from "@/server/client-address";

/** The proxies that the environment names. */
export const TRUSTED_PROXIES: TrustedProxies = { hops: env.RELAIS_TRUSTED_HOPS, header: env.RELAIS_FORWARDED_HEADER };
