import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const NO_GUESSING = { key: "x-content-type-options", value: "nosniff" };

const config: NextConfig = {
  experimental: { useTypeScriptCli: true },
  poweredByHeader: false,
  // What is no page; pages get theirs from proxy.ts, with a nonce.
  headers: async () => [
    { source: "/:path*", headers: [NO_GUESSING] },
    { source: "/api/:path*", headers: [{ key: "content-security-policy", value: "default-src 'none'; frame-ancestors 'none'" }] },
  ],
  serverExternalPackages: ["pg", "pino", "@node-rs/argon2", "graphile-worker"],
};

export default createNextIntlPlugin("./lib/i18n/request.ts")(config);
