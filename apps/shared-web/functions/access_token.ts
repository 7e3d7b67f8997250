// Judges a Supabase access token: who calls, and as what.
import { errors, jwtVerify, type JWTPayload } from "jose";

import { problem } from "./answers";
import { keySetOf, KeysUnavailable } from "./key_set";
import { originSetting, type Environment } from "./settings";

// Asymmetric ones only. With `none` or HS256 a caller could sign with nothing, or with a public key.
const ALGORITHMS = ["ES256", "RS256"];
const CLOCK_LEEWAY_S = 5;
// Longer than any token that Supabase issues with our claims.
const LONGEST_TOKEN = 8 * 1024;

export interface Caller {
  id: string;
  // app_metadata.organization_role: only the project's own hook writes app_metadata. user_metadata is
  // written by users themselves and is never looked at.
  role: string | undefined;
  // Seconds since 1970.
  expires: number;
}

export type Verdict =
  | { kind: "accepted"; caller: Caller }
  | { kind: "refused"; code: "token_missing" | "token_expired" | "token_invalid"; message: string }
  | { kind: "undecided"; message: string };

export async function judgeToken(token: string | undefined, env: Environment): Promise<Verdict> {
  if (token === undefined || token === "") {
    return { kind: "refused", code: "token_missing", message: "sign in first" };
  }
  if (token.length > LONGEST_TOKEN) return invalid("the access token is too long");
  const supabase = originSetting(env, "SUPABASE_URL");
  try {
    const { payload } = await jwtVerify(token, keySetOf(supabase).find, {
      algorithms: ALGORITHMS,
      issuer: `${supabase.origin}/auth/v1`,
      audience: "authenticated",
      clockTolerance: CLOCK_LEEWAY_S,
      requiredClaims: ["exp", "sub"],
    });
    return { kind: "accepted", caller: callerOf(payload) };
  } catch (error) {
    if (error instanceof KeysUnavailable) {
      console.error(error.message);
      return { kind: "undecided", message: "access cannot be checked now; try again" };
    }
    if (error instanceof errors.JWTExpired) {
      return { kind: "refused", code: "token_expired", message: "the session has expired" };
    }
    if (error instanceof errors.JOSEError) return invalid("the access token is not valid");
    throw error;
  }
}

function invalid(message: string): Verdict {
  return { kind: "refused", code: "token_invalid", message };
}

function callerOf(payload: JWTPayload): Caller {
  const metadata = payload["app_metadata"];
  const role =
    typeof metadata === "object" && metadata !== null && "organization_role" in metadata
      ? metadata.organization_role
      : undefined;
  return {
    id: String(payload.sub),
    role: typeof role === "string" ? role : undefined,
    expires: Number(payload.exp),
  };
}

// The token of an Authorization header, or undefined.
export function bearerOf(request: Request): string | undefined {
  const header = request.headers.get("Authorization") ?? "";
  return /^Bearer +(\S+)$/i.exec(header)?.[1];
}

// The answer to a program whose token was not accepted.
export function refusal(verdict: Exclude<Verdict, { kind: "accepted" }>): Response {
  if (verdict.kind === "undecided") {
    return problem(503, "access_unknown", verdict.message, { "Retry-After": "5" });
  }
  const challenge =
    verdict.code === "token_missing" ? "Bearer" : `Bearer error="invalid_token", error_description="${verdict.message}"`;
  return problem(401, verdict.code, verdict.message, { "WWW-Authenticate": challenge });
}
