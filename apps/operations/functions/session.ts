// POST /session turns a token that passes the gate into the cookie for navigation; DELETE ends it.
import { bearerOf } from "../../shared-web/functions/access_token";
import { json, methodNotAllowed } from "../../shared-web/functions/answers";
import type { Environment } from "../../shared-web/functions/settings";
import { admit } from "../server/gate";
import { endedSessionCookie, sessionCookie } from "../server/session_cookie";

export const onRequest: PagesFunction<Environment> = async ({ request, env }) => {
  // Ending a session needs no proof: the worst that a forged request does is to sign someone out.
  if (request.method === "DELETE") return json(200, {}, { "Set-Cookie": endedSessionCookie() });
  if (request.method !== "POST") return methodNotAllowed(request.method, "POST, DELETE");
  const token = bearerOf(request) ?? "";
  const admission = await admit(request, env, token);
  if ("refused" in admission) return admission.refused;
  const lifetime = Math.floor(admission.caller.expires - Date.now() / 1000);
  return json(200, {}, { "Set-Cookie": sessionCookie(token, lifetime) });
};
