// The cookie that lets this browser navigate behind the gate (functions/session.ts).
import type { SupabaseClient } from "@supabase/supabase-js";

import { getJson } from "../../shared-web/web/http";

export async function openGate(token: string): Promise<void> {
  await getJson("/session", { method: "POST", token });
}

// Signs out here and at the gate, and leaves.
export async function leave(client: SupabaseClient): Promise<void> {
  await Promise.allSettled([getJson("/session", { method: "DELETE" }), client.auth.signOut({ scope: "local" })]);
  location.assign("/sign-in");
}
