// Answers of the Worker itself, and the mark on every answer.
import type { Environment } from "./environment";

export type Reason = "misconfigured" | "starting" | "unreachable";

const retryAfterSeconds = "5";

// The same answer with the release that gave it. An answer of the container may not claim another.
export function stamped(response: Response, env: Environment): Response {
  const copy = new Response(response.body, response);
  copy.headers.set("x-spectral-generation", env.SPECTRAL_GENERATION ?? "unknown");
  copy.headers.set("x-spectral-version", env.SPECTRAL_REVISION ?? "unknown");
  return copy;
}

// 503 in the words of the API: as a health report where one was asked for, else as an error.
export function unavailable(
  request: Request,
  env: Environment,
  code: Reason,
  message: string,
): Response {
  const isHealth = new URL(request.url).pathname === "/health";
  const generation = Number(env.SPECTRAL_GENERATION);
  const body = isHealth
    ? {
        status: "unavailable",
        generation: Number.isSafeInteger(generation) ? generation : null,
        revision: env.SPECTRAL_REVISION ?? null,
        image_digest: env.SPECTRAL_IMAGE_DIGEST ?? null,
        outbox: "unwired",
        world_agent_chat: "unwired",
        details: { container: message },
      }
    : { error: { code, message } };
  return Response.json(body, {
    status: 503,
    headers: { "cache-control": "no-store", "retry-after": retryAfterSeconds },
  });
}
