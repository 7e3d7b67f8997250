// Answers with the pages of a single-page site, and sends every page with the headers that protect it.
import { originSetting, type Environment } from "./settings";

// The file `path` of the site. Paths are those of Pages: "/" is index.html, "/x" is x.html. The request's
// headers stay behind: a "not modified" would come without the headers below.
export function asset(request: Request, env: Environment, path: string): Promise<Response> {
  return env.ASSETS.fetch(new Request(new URL(path, request.url), { method: request.method }));
}

// Pages and everything that shows itself as one get the policy; other answers pass unchanged.
export function secureDocument(answer: Response, env: Environment, status?: number): Response {
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return answer;
  const secured = new Response(answer.body, {
    status: status ?? answer.status,
    headers: answer.headers,
  });
  secured.headers.set("Content-Security-Policy", policy(env));
  secured.headers.set("X-Content-Type-Options", "nosniff");
  secured.headers.set("X-Frame-Options", "DENY");
  secured.headers.set("Referrer-Policy", "same-origin");
  secured.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  // The validator of the file says nothing about these headers, so the page is always asked for.
  secured.headers.set("Cache-Control", "no-cache");
  secured.headers.delete("ETag");
  return secured;
}

// public/_headers has the same policy without Supabase, for a page that no Function has seen. The
// project's host cannot stand there: one bundle serves every environment.
function policy(env: Environment): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...supabaseSources(env)].join(" ")}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function supabaseSources(env: Environment): string[] {
  try {
    return [originSetting(env, "SUPABASE_URL").origin];
  } catch {
    return []; // Without it the page cannot sign anyone in, and /config.json says why.
  }
}
