import { cookies } from "next/headers";
import { nextAuthHandler } from "@/lib/auth/next-auth";
import { remoteAddress } from "@/lib/auth/remote-address";
import { TIME_ZONE_COOKIE } from "@/lib/auth/time-zone-cookie";
import { signIn } from "@/lib/signup/sign-in";
import { signInWithProvider } from "@/lib/signup/sign-in-with-provider";
import { signOut } from "@/lib/signup/sign-out";

const handler = nextAuthHandler({
  async withPassword(form) {
    const outcome = await signIn(form);
    return outcome.kind === "signed_in" ? outcome.session : null;
  },
  async withProvider(profile) {
    const timeZone = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
    return signInWithProvider({ ...profile, timeZone, remoteAddress: await remoteAddress() });
  },
  signedOut: async (session) => signOut(session, await remoteAddress()),
});

export { handler as GET, handler as POST };
