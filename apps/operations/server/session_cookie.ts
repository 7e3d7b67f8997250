// The cookie that carries the access token when a browser navigates, where no header can.
//
// Scripts cannot read it (HttpOnly), other sites cannot send it (SameSite=Strict), and no other host can
// set it (__Host-). And it opens reading only: whatever changes something needs the Authorization header,
// which a forged form cannot have.

const NAME = "__Host-operations";

export function readSessionCookie(request: Request): string | undefined {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  if (request.headers.get("Sec-Fetch-Site") === "cross-site") return undefined;
  for (const part of (request.headers.get("Cookie") ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === NAME) return value;
  }
  return undefined;
}

// `lifetime` in seconds; the token itself ends then, too.
export function sessionCookie(token: string, lifetime: number): string {
  return `${NAME}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${Math.max(0, lifetime)}`;
}

export function endedSessionCookie(): string {
  return sessionCookie("", 0);
}
