import { nextAuthHandler } from "@/lib/auth/next-auth";
import { signIn } from "@/lib/signup/sign-in";
import { signInWithProvider } from "@/lib/signup/sign-in-with-provider";

const handler = nextAuthHandler({
  async withPassword(form) {
    const outcome = await signIn(form);
    return outcome.kind === "signed_in" ? outcome.session : null;
  },
  withProvider: signInWithProvider,
});

export { handler as GET, handler as POST };
