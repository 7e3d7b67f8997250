// GET /config.json: what the page in the browser must know of its environment. Nothing of it is secret.
import { json, methodNotAllowed } from "./answers";
import { originSetting, textSetting, type Environment } from "./settings";

export function publicConfig(request: Request, env: Environment): Response {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return methodNotAllowed(request.method, "GET, HEAD");
  }
  return json(200, {
    supabase_url: originSetting(env, "SUPABASE_URL").origin,
    supabase_publishable_key: textSetting(env, "SUPABASE_PUBLISHABLE_KEY"),
  });
}
