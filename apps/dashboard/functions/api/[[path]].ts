// /api/* is the API, with /api taken off. Health is for everyone; the rest for the people whose it is.
import { bearerOf, judgeToken, refusal } from "../../../shared-web/functions/access_token";
import { forward } from "../../../shared-web/functions/proxy";
import { textSetting, type Environment } from "../../../shared-web/functions/settings";
import { refuseAccess } from "../../server/access";
import { readMessage } from "../../server/message";

export const onRequest: PagesFunction<Environment> = async ({ request, env }) => {
  const path = new URL(request.url).pathname.slice("/api".length) || "/";
  if (path === "/health") return forward(request, env, { path });

  const token = bearerOf(request);
  const verdict = await judgeToken(token, env);
  if (verdict.kind !== "accepted") return refusal(verdict);
  const refused = await refuseAccess(path, token ?? "", env);
  if (refused !== undefined) return refused;

  const bearer = textSetting(env, "SPECTRAL_SERVICE_KEY");
  if (request.method !== "POST") return forward(request, env, { path, bearer });
  const body = await readMessage(request);
  return body instanceof Response ? body : forward(request, env, { path, bearer, body });
};
