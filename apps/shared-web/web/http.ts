// Requests to the site's own Functions, and their failures in words that a person can act on.

// `code` is the server's, or "offline" and "not_json" where there was none.
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface JsonRequest {
  method?: string;
  token?: string;
  body?: unknown;
  signal?: AbortSignal;
  // Statuses beside 2xx whose body is an answer all the same.
  accept?: number[];
}

export async function getJson<T>(path: string, request: JsonRequest = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (request.token !== undefined) headers["Authorization"] = `Bearer ${request.token}`;
  if (request.body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: request.method ?? "GET",
      headers,
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: request.signal ?? null,
    });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new RequestError(0, "offline", "The site cannot be reached. Check your connection.");
  }
  const body: unknown = await answer.json().catch(() => undefined);
  if (body === undefined) {
    throw new RequestError(answer.status, "not_json", `Unexpected answer (${answer.status}).`);
  }
  if (answer.ok || request.accept?.includes(answer.status)) return body as T;
  const { code, message } = (body as { error?: { code?: string; message?: string } }).error ?? {};
  throw new RequestError(
    answer.status,
    code ?? "unknown",
    message === undefined ? `The answer was ${answer.status}.` : sentence(message),
  );
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
