import { cookies } from "next/headers";
import { nextAuthHandler } from "@/lib/auth/next-auth";
import { TIME_ZONE_COOKIE } from "@/lib/auth/time-zone-cookie";
import { signIn } from "@/lib/signup/sign-in";
import { signInWithProvider } from "@/lib/signup/sign-in-with-provider";

const handler = nextAuthHandler({
  async withPassword(form) {
    const outcome = await signIn(form);
    return outcome.kind === "signed_in" ? outcome.session : null;
  },
  async withProvider(profile) {
    return signInWithProvider({ ...profile, timeZone: (await cookies()).get(TIME_ZONE_COOKIE)?.value });
  },
});

export { handler as GET, handler as POST };
