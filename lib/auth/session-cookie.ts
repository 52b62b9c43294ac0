import { env } from "@/lib/platform/env";

/** Name and attributes of the cookie: the same for next-auth's routes and our own actions. */
export function sessionCookie() {
  const secure = env.RELAIS_PUBLIC_URL.startsWith("https://");
  return {
    name: secure ? "__Host-relais-session" : "relais-session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure } as const,
  };
}
