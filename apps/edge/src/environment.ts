// What the deploy gives the Worker: the container's class, variables, secrets.
import type { ApiContainer } from "./container";

export interface Environment {
  API: DurableObjectNamespace<ApiContainer>;

  // The release's number, from 1; names the container.
  SPECTRAL_GENERATION?: string;
  SPECTRAL_REVISION?: string;
  SPECTRAL_IMAGE_DIGEST?: string;
  SPECTRAL_OUTBOX_CLAIM_SECONDS?: string;

  // Secrets.
  DATABASE_URL?: string;
  SPECTRAL_SERVICE_KEY?: string;
  LLM_API_KEY?: string;
  ACT_AS_SIGNING_KEY?: string;
}

// What apps/api reads. Everything else stays in the Worker.
const passedOn = [
  "ACT_AS_SIGNING_KEY",
  "DATABASE_URL",
  "LLM_API_KEY",
  "SPECTRAL_GENERATION",
  "SPECTRAL_IMAGE_DIGEST",
  "SPECTRAL_OUTBOX_CLAIM_SECONDS",
  "SPECTRAL_REVISION",
  "SPECTRAL_SERVICE_KEY",
] as const;

export const port = 8080;

// The container's environment. Absent variables stay absent: the API reports them itself.
export function containerVariables(env: Environment): Record<string, string> {
  const variables: Record<string, string> = { HOST: "0.0.0.0", PORT: String(port) };
  for (const name of passedOn) {
    const value = env[name];
    if (typeof value === "string" && value !== "") variables[name] = value;
  }
  return variables;
}

// Why no container can be started, by name and never by value.
export function mistakes(env: Environment): string[] {
  const found: string[] = [];
  if (!/^[1-9][0-9]{0,15}$/.test(env.SPECTRAL_GENERATION ?? "")) {
    found.push("SPECTRAL_GENERATION is not a whole number from 1");
  }
  if (!env.DATABASE_URL) found.push("DATABASE_URL is not set");
  return found;
}
