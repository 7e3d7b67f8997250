// Who may do what through /api. The API knows one service key and lets it see everything, so the rights
// of a person are decided here, by asking the database as that person (row level security).
import { problem } from "../../shared-web/functions/answers";
import { originSetting, textSetting, type Environment } from "../../shared-web/functions/settings";

const PATIENCE_MS = 10_000;
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

// What of the API is offered to people, and the row that a person must be able to see for it.
const OFFERED = [
  { path: new RegExp(`^/worlds/(${UUID})/messages$`), table: "worlds" },
  { path: new RegExp(`^/organizations/(${UUID})/worlds$`), table: "organizations" },
];

// undefined: go on. Otherwise the answer.
export async function refuseAccess(
  path: string,
  token: string,
  env: Environment,
): Promise<Response | undefined> {
  for (const { path: pattern, table } of OFFERED) {
    const id = pattern.exec(path)?.[1];
    if (id !== undefined) return refuseRow(table, id, token, env);
  }
  return problem(404, "not_found", "there is nothing at this path");
}

async function refuseRow(
  table: string,
  id: string,
  token: string,
  env: Environment,
): Promise<Response | undefined> {
  const url = new URL(`/rest/v1/${table}`, originSetting(env, "SUPABASE_URL"));
  url.search = new URLSearchParams({ select: "id", id: `eq.${id}`, limit: "1" }).toString();
  try {
    const answer = await fetch(url, {
      headers: {
        Accept: "application/json",
        Authorization: `Bearer ${token}`,
        apikey: textSetting(env, "SUPABASE_PUBLISHABLE_KEY"),
      },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const rows = answer.status === 200 ? await answer.json() : undefined;
    if (!Array.isArray(rows)) throw new Error(`status ${answer.status}`);
    if (rows.length === 1) return undefined;
    // The same words for "not yours" and "not there": ids of others are nobody's business.
    return problem(404, "not_found", "there is nothing at this path");
  } catch (error) {
    console.error(`cannot ask Supabase about ${table}: ${String(error)}`);
    return problem(503, "access_unknown", "access cannot be checked now; try again", {
      "Retry-After": "5",
    });
  }
}
