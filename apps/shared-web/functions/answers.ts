// JSON answers of the Pages Functions, in the shape that the API uses for its errors too.

export function json(status: number, body: unknown, headers: HeadersInit = {}): Response {
  const answer = new Response(JSON.stringify(body) + "\n", { status, headers });
  answer.headers.set("Content-Type", "application/json; charset=utf-8");
  answer.headers.set("X-Content-Type-Options", "nosniff");
  if (!answer.headers.has("Cache-Control")) answer.headers.set("Cache-Control", "no-store");
  return answer;
}

// `code` is stable and for programs, `message` is for people.
export function problem(
  status: number,
  code: string,
  message: string,
  headers: HeadersInit = {},
): Response {
  return json(status, { error: { code, message } }, headers);
}

export function methodNotAllowed(method: string, allow: string): Response {
  return problem(405, "method_not_allowed", `${method} is not possible here`, { Allow: allow });
}
