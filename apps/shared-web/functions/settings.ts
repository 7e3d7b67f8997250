// What an environment tells the Functions of a site, as Pages variables and secrets. One bundle serves
// every environment, because nothing of this is in it.
import { problem } from "./answers";

export interface Environment {
  ASSETS: Fetcher;
  // Where the API answers: "https://api.example.com". No path.
  API_ORIGIN?: string;
  // The API's bearer token (a secret). It never reaches a browser.
  SPECTRAL_SERVICE_KEY?: string;
  // The Supabase project: "https://abc.supabase.co". No path.
  SUPABASE_URL?: string;
  // Supabase's publishable (anon) key. It is public.
  SUPABASE_PUBLISHABLE_KEY?: string;
}

export type SettingName = Exclude<keyof Environment, "ASSETS">;

// A setting that is missing or cannot be used. The text repeats no value.
export class SettingError extends Error {
  constructor(
    readonly setting: SettingName,
    reason: string,
  ) {
    super(`${setting} ${reason}`);
  }

  answer(): Response {
    return problem(503, "not_configured", `this site is not configured: ${this.message}`);
  }
}

export function textSetting(env: Environment, name: SettingName): string {
  const value = env[name];
  if (value === undefined || value === "") throw new SettingError(name, "is not set");
  return value;
}

// An origin that may be fetched: TLS, or this machine. Nothing but scheme, host and port.
export function originSetting(env: Environment, name: SettingName): URL {
  const text = textSetting(env, name);
  if (!URL.canParse(text)) throw new SettingError(name, "is no URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new SettingError(name, "is neither https:// nor on this machine");
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "") {
    throw new SettingError(name, "has more than scheme, host and port");
  }
  return url;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
