// Who is signed in, kept by supabase-js in this browser and renewed by it before it expires.
import { createClient, type Session, type SupabaseClient } from "@supabase/supabase-js";
import { useEffect, useState } from "preact/hooks";

import type { PublicConfig } from "./config";

export function connect(config: PublicConfig): SupabaseClient {
  return createClient(config.supabase_url, config.supabase_publishable_key, {
    auth: { persistSession: true, autoRefreshToken: true, detectSessionInUrl: false },
  });
}

// undefined while it is not known yet, null when nobody is signed in.
export function useSession(client: SupabaseClient): Session | null | undefined {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  useEffect(() => {
    const { data } = client.auth.onAuthStateChange((_event, next) => setSession(next));
    return () => data.subscription.unsubscribe();
  }, [client]);
  return session;
}

// What went wrong, for the person at the form; undefined when nothing did.
export async function signIn(
  client: SupabaseClient,
  email: string,
  password: string,
): Promise<string | undefined> {
  const { error } = await client.auth.signInWithPassword({ email, password });
  if (error === null) return undefined;
  if (error.code === "invalid_credentials") return "That e-mail address and password do not match.";
  if (error.code === "email_not_confirmed") return "This e-mail address is not confirmed yet.";
  if (error.status === 429) return "Too many attempts. Wait a minute, then try again.";
  if (error.status === undefined || error.status === 0 || error.status >= 500) {
    return "The sign-in service cannot be reached. Try again in a moment.";
  }
  return error.message;
}

// A token for the next request. supabase-js renews it here when it is about to expire.
export async function freshToken(client: SupabaseClient): Promise<string | undefined> {
  const { data } = await client.auth.getSession();
  return data.session?.access_token;
}
