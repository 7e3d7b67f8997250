// People and what is theirs, made anew for each run: a cloud may be visited again.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { fromEnvironment } from "../../sites/environment.mjs";
import { askJson, PUBLISHABLE_KEY, SITES } from "./cloud.mjs";
import { sql } from "./database.mjs";

export const PASSWORD = "correct horse battery";

// `staff` belongs to operations and `member` to an organization; each is {id, email}. Both see
// `organization` with its `world`, and nobody sees `foreign`, a world of others.
export async function makePeople() {
  const run = randomUUID().slice(0, 8);
  const [staff, member] = await Promise.all([makeUser(`staff-${run}`), makeUser(`member-${run}`)]);
  const made = {
    staff,
    member,
    organization: { id: randomUUID(), name: `Harbour Lights ${run}` },
    world: { id: randomUUID(), name: `Old harbour ${run}` },
    foreign: { id: randomUUID(), name: `Night market ${run}` },
  };
  const others = randomUUID();
  sql(`
    begin;
    insert into public.organizations (id, slug, name) values
      ('${made.organization.id}', 'harbour-${run}', '${made.organization.name}'),
      ('${others}', 'market-${run}', 'Others ${run}');
    insert into public.organization_members (organization_id, user_id, role) values
      ('${made.organization.id}', '${member.id}', 'owner'),
      ('${made.organization.id}', '${staff.id}', 'operations');
    insert into public.worlds (id, organization_id, name) values
      ('${made.world.id}', '${made.organization.id}', '${made.world.name}'),
      ('${made.foreign.id}', '${others}', '${made.foreign.name}');
    commit;`);
  return made;
}

async function makeUser(name) {
  const email = `${name}@example.com`;
  const { status, body } = await askJson(`${SITES.supabase}/auth/v1/admin/users`, {
    method: "POST",
    headers: { apikey: fromEnvironment("SUPABASE_SECRET_KEY") },
    // A role that is in a person's own hands counts for nothing.
    body: { email, password: PASSWORD, email_confirm: true, user_metadata: { organization_role: "operations" } },
  });
  assert.equal(status, 200, JSON.stringify(body));
  return { id: body.id, email };
}

// An access token, as a program gets it.
export async function tokenOf(person) {
  const { status, body } = await askJson(`${SITES.supabase}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: PUBLISHABLE_KEY },
    body: { email: person.email, password: PASSWORD },
  });
  assert.equal(status, 200, JSON.stringify(body));
  return body.access_token;
}
