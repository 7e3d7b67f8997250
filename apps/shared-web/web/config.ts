// What the site's Function says of its environment (functions/public_config.ts).
import { getJson } from "./http";

export interface PublicConfig {
  supabase_url: string;
  supabase_publishable_key: string;
}

export function loadConfig(): Promise<PublicConfig> {
  return getJson<PublicConfig>("/config.json");
}
