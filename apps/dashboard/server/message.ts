// A message that a person posts: it is the person's, whatever its `author` says.
import { problem } from "../../shared-web/functions/answers";

// The API's own limit of a body.
const LONGEST_BODY = 64 * 1024;

// The body to send, or the answer to a body that is none.
export async function readMessage(request: Request): Promise<string | Response> {
  const announced = Number(request.headers.get("Content-Length") ?? 0);
  if (announced > LONGEST_BODY) return tooLarge();
  const bytes = await readAtMost(request.body, LONGEST_BODY);
  if (bytes === undefined) return tooLarge();
  try {
    const message: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
    if (typeof message !== "object" || message === null || Array.isArray(message)) {
      return problem(400, "bad_request", "expected a JSON object");
    }
    return JSON.stringify({ ...message, author: "user" });
  } catch {
    return problem(400, "bad_request", "the body is not JSON");
  }
}

function tooLarge(): Response {
  return problem(413, "body_too_large", `a body has at most ${LONGEST_BODY} bytes`);
}

async function readAtMost(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
