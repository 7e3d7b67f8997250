// Who may pass: staff. Everything that is not on the short list below needs a valid Supabase access token
// whose app_metadata.organization_role is `operations`.
import {
  bearerOf,
  judgeToken,
  refusal,
  type Caller,
  type Verdict,
} from "../../shared-web/functions/access_token";
import { problem } from "../../shared-web/functions/answers";
import { asset, secureDocument } from "../../shared-web/functions/documents";
import type { Environment } from "../../shared-web/functions/settings";
import { readSessionCookie } from "./session_cookie";

const ROLE = "operations";

// For reading, without a token. `/session` judges the token itself.
const PUBLIC = ["/sign-in", "/config.json", "/robots.txt"];

export function isPublic(request: Request, path: string): boolean {
  if (path === "/session") return true;
  const reads = request.method === "GET" || request.method === "HEAD";
  return reads && (PUBLIC.includes(path) || path.startsWith("/assets/"));
}

export type Admission = { caller: Caller } | { refused: Response };

// Judges the request of a program or a page. `token` defaults to the request's own.
export async function admit(
  request: Request,
  env: Environment,
  token = bearerOf(request) ?? readSessionCookie(request),
): Promise<Admission> {
  const verdict = await judgeToken(token, env);
  if (verdict.kind === "accepted" && verdict.caller.role === ROLE) return { caller: verdict.caller };
  return {
    refused: isNavigation(request)
      ? await refuseNavigation(request, env, verdict)
      : verdict.kind === "accepted"
        ? problem(403, "forbidden", "this account does not belong to operations")
        : refusal(verdict),
  };
}

// A person follows a link or types an address, rather than a program asking.
function isNavigation(request: Request): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  if (request.headers.has("Authorization")) return false;
  const mode = request.headers.get("Sec-Fetch-Mode");
  if (mode !== null) return mode === "navigate";
  return (request.headers.get("Accept") ?? "").includes("text/html");
}

async function refuseNavigation(
  request: Request,
  env: Environment,
  verdict: Verdict,
): Promise<Response> {
  if (verdict.kind === "refused") {
    const { pathname, search } = new URL(request.url);
    const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return new Response(null, {
      status: 303,
      headers: { Location: `/sign-in${next}`, "Cache-Control": "no-store" },
    });
  }
  return verdict.kind === "accepted"
    ? secureDocument(await asset(request, env, "/forbidden"), env, 403)
    : secureDocument(await asset(request, env, "/unavailable"), env, 503);
}
