// The worlds of the person's organizations, as row level security lets them be seen.
import type { SupabaseClient } from "@supabase/supabase-js";

import { useLoaded } from "../../shared-web/web/load";
import { Empty, Loading, Moment, PageTitle, Problem } from "../../shared-web/web/parts";

interface World {
  id: string;
  name: string;
  created_at: string;
}

interface Organization {
  id: string;
  name: string;
  worlds: World[];
}

export function Worlds({ client }: { client: SupabaseClient }) {
  const organizations = useLoaded<Organization[]>("worlds", async (signal) => {
    const { data, error } = await client
      .from("organizations")
      .select("id,name,worlds(id,name,created_at)")
      .order("name")
      .order("name", { referencedTable: "worlds" })
      .abortSignal(signal);
    if (error !== null) throw new Error("Your worlds cannot be read now.");
    return data as Organization[];
  });
  const { value, problem } = organizations;
  return (
    <>
      <PageTitle title="Worlds">
        <p class="muted">Each world has an agent that you can talk to.</p>
      </PageTitle>
      {problem !== undefined && <Problem message={problem} retry={organizations.reload} />}
      {value === undefined && problem === undefined && <Loading what="your worlds" />}
      {value?.length === 0 && (
        <Empty title="No worlds yet">
          <p class="muted">You do not belong to an organization. Ask one of its owners to invite you.</p>
        </Empty>
      )}
      {value?.map((organization) => (
        <section key={organization.id} class="stack" aria-label={organization.name}>
          <h2>{organization.name}</h2>
          {organization.worlds.length === 0 ? (
            <p class="muted">No worlds yet.</p>
          ) : (
            <ul class="cards" role="list">
              {organization.worlds.map((world) => (
                <li class="card link" key={world.id}>
                  <h3>
                    <a href={`/worlds/${world.id}`}>{world.name}</a>
                  </h3>
                  <p class="muted">
                    Made <Moment at={world.created_at} />
                  </p>
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}
