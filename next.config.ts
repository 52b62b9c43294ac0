import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const config: NextConfig = {
  experimental: { useTypeScriptCli: true },
  poweredByHeader: false,
  serverExternalPackages: ["pg", "pino", "@node-rs/argon2", "graphile-worker"],
};

export default createNextIntlPlugin("./lib/i18n/request.ts")(config);
