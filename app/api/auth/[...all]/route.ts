import { signIn, signInCallback } from "@/server/api/sign-in.ts";

export const dynamic = "force-dynamic";

export { signIn as POST, signInCallback as GET };
