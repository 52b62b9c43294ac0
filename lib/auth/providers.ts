import "server-only";
import { HttpsProxyAgent } from "https-proxy-agent";
import type { AuthOptions, Profile } from "next-auth";
import GitHub, { type GithubEmail, type GithubProfile } from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { env } from "@/lib/platform/env";
import { proxyFor } from "@/lib/platform/proxies";

export type ProviderId = "github" | "google";

/** The providers whose variables are set, in display order. */
export function configuredProviders(): ProviderId[] {
  const providers: ProviderId[] = [];
  if (env.GITHUB_CLIENT_ID && env.GITHUB_CLIENT_SECRET) providers.push("github");
  if (env.GOOGLE_CLIENT_ID && env.GOOGLE_CLIENT_SECRET) providers.push("google");
  return providers;
}

export function providerConfigs(): AuthOptions["providers"] {
  return configuredProviders().map((id) => (id === "github" ? github() : google()));
}

/** The address in the profile that the provider itself has verified; null if there is none. */
export function verifiedEmailOf(provider: string, profile: Record<string, unknown>): string | null {
  const { email, email_verified: isVerified } = profile;
  if (typeof email !== "string") return null;
  // Safe for GitHub: githubProfile stores only verified addresses there.
  return provider === "github" || (provider === "google" && isVerified === true) ? email : null;
}

/** GitHub's public profile may show an unverified address: only its list of addresses says which are verified. */
export function verifiedPrimaryEmail(emails: GithubEmail[]): string | null {
  return emails.find((each) => each.primary && each.verified)?.email ?? null;
}

function github() {
  const { GITHUB_CLIENT_ID: clientId = "", GITHUB_CLIENT_SECRET: clientSecret = "" } = env;
  return GitHub({
    clientId,
    clientSecret,
    ...outgoing("https://github.com"),
    userinfo: { url: "https://api.github.com/user", request: githubProfile },
  });
}

function google() {
  const { GOOGLE_CLIENT_ID: clientId = "", GOOGLE_CLIENT_SECRET: clientSecret = "" } = env;
  return Google({ clientId, clientSecret, ...outgoing("https://accounts.google.com") });
}

/** The library uses Node's own client, which ignores proxies. */
function outgoing(url: string) {
  const proxy = proxyFor(url);
  return proxy ? { httpOptions: { agent: new HttpsProxyAgent(proxy) } } : {};
}

async function githubProfile({ tokens }: { tokens: { access_token?: string } }): Promise<Profile> {
  const [profile, emails] = await Promise.all([
    askGitHub<GithubProfile>("https://api.github.com/user", tokens.access_token),
    askGitHub<GithubEmail[]>("https://api.github.com/user/emails", tokens.access_token),
  ]);
  return { ...profile, email: verifiedPrimaryEmail(emails) } as Profile;
}

async function askGitHub<Answer>(url: string, accessToken = ""): Promise<Answer> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/vnd.github+json" },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
  return (await response.json()) as Answer;
}
