// The API's own report (GET /health), as both portals show it.
import { getJson } from "./http";
import { useLoaded } from "./load";
import { Loading, Pill, Problem, type Tone } from "./parts";

export interface Health {
  status: "ok" | "degraded" | "unavailable";
  generation: number;
  revision: string | null;
  image_digest: string | null;
  outbox: string;
  world_agent_chat: string;
  llm: string;
  delegation: string;
  details: Record<string, string>;
}

const PARTS = [
  { key: "outbox", name: "Outbox", about: "Work that requests leave behind is picked up." },
  { key: "world_agent_chat", name: "World agent chat", about: "Messages can be read and written." },
  { key: "llm", name: "Language model", about: "Agents can think." },
  { key: "delegation", name: "Delegation", about: "Agents can act for people." },
] as const;

const TONES: Record<string, Tone> = {
  ok: "good",
  wired: "good",
  degraded: "warning",
  unwired: "bad",
  unavailable: "bad",
};
const WORDS: Record<string, string> = {
  ok: "All systems go",
  degraded: "Working, with limits",
  unavailable: "Not available",
};

export function HealthReport({ path, token }: { path: string; token?: () => Promise<string | undefined> }) {
  const health = useLoaded<Health>(
    path,
    async (signal) => {
      const bearer = await token?.();
      return getJson<Health>(path, { signal, accept: [503], ...(bearer && { token: bearer }) }).then(complete);
    },
    10_000,
  );
  const { value, problem } = health;
  return (
    <section aria-labelledby="health-heading" class="stack">
      {problem !== undefined && <Problem message={problem} retry={health.reload} />}
      {value === undefined && problem === undefined && <Loading what="the API's health" />}
      {value !== undefined && (
        <>
          <div class={`banner ${TONES[value.status] ?? "neutral"}`}>
            <h2 id="health-heading">{WORDS[value.status] ?? value.status}</h2>
            <dl class="facts">
              <Fact name="Generation" value={String(value.generation)} />
              <Fact name="Revision" value={short(value.revision)} />
              <Fact name="Image" value={short(value.image_digest)} />
            </dl>
          </div>
          <ul class="cards" role="list">
            {PARTS.map(({ key, name, about }) => (
              <li class="card" key={key}>
                <div class="card-head">
                  <h3>{name}</h3>
                  <Pill tone={TONES[value[key]] ?? "neutral"}>{value[key]}</Pill>
                </div>
                <p class="muted">{value.details[key] ?? about}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

// A 503 may also come from something before the API, which then has no report.
function complete(health: Partial<Health> & { error?: { message: string } }): Health {
  if (health.status === undefined) {
    throw new Error(health.error?.message ?? "The API gave no report.");
  }
  return { details: {}, ...health } as Health;
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function short(value: string | null): string {
  if (!value) return "not known";
  return value.startsWith("sha256:") ? value.slice(7, 19) : value.slice(0, 12);
}
