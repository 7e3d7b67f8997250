// Passes a request on to the API. The target's host comes from the environment alone, whatever the
// request says, so this is no open proxy.
import { problem } from "./answers";
import { originSetting, type Environment } from "./settings";

// How long the API may take to begin its answer. Its own limit for a request is 15 s.
const PATIENCE_MS = 20_000;

// RFC 9110, section 7.6.1: about one connection, not about the message.
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

// The site's own business: its cookies and credentials, and what the edge tells about the caller.
const NOT_FORWARDED = ["authorization", "cookie", "forwarded", "host", "origin", "referer", "x-real-ip"];
const NOT_FORWARDED_PREFIXES = ["cf-", "sec-", "x-forwarded-"];

export interface Forwarding {
  // The API's path, from its first slash.
  path: string;
  // The bearer token for the API; without one the request goes as a stranger's.
  bearer?: string;
  // Replaces the request's body; without it the body is streamed.
  body?: string;
}

export async function forward(
  request: Request,
  env: Environment,
  forwarding: Forwarding,
): Promise<Response> {
  const target = originSetting(env, "API_ORIGIN");
  target.pathname = forwarding.path;
  target.search = new URL(request.url).search;
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(target, {
      method: request.method,
      headers: requestHeaders(request.headers, forwarding.bearer),
      body: hasBody ? (forwarding.body ?? request.body) : null,
      redirect: "manual",
      signal: abort.signal,
    });
    return new Response(answer.body, {
      status: answer.status,
      statusText: answer.statusText,
      headers: answerHeaders(answer.headers),
    });
  } catch (error) {
    // The reason may name hosts: it is for the log, not for the browser.
    console.error(`the API did not answer ${request.method} ${forwarding.path}: ${String(error)}`);
    return abort.signal.aborted
      ? problem(504, "api_timeout", "the API did not answer in time; try again")
      : problem(502, "api_unreachable", "the API cannot be reached; try again");
  } finally {
    clearTimeout(timer);
  }
}

// Deletes what belongs to a connection, the headers that `Connection` names among it.
function dropHopByHop(headers: Headers): void {
  const named = (headers.get("Connection") ?? "").split(",").map((name) => name.trim());
  for (const name of [...HOP_BY_HOP, ...named]) {
    if (/^[\w-]+$/.test(name)) headers.delete(name);
  }
}

function requestHeaders(given: Headers, bearer: string | undefined): Headers {
  const headers = new Headers(given);
  dropHopByHop(headers);
  for (const name of [...headers.keys()]) {
    const lower = name.toLowerCase();
    if (
      NOT_FORWARDED.includes(lower) ||
      NOT_FORWARDED_PREFIXES.some((prefix) => lower.startsWith(prefix))
    ) {
      headers.delete(name);
    }
  }
  if (bearer !== undefined) headers.set("Authorization", `Bearer ${bearer}`);
  return headers;
}

function answerHeaders(given: Headers): Headers {
  const headers = new Headers(given);
  dropHopByHop(headers);
  headers.delete("Set-Cookie");
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  return headers;
}
