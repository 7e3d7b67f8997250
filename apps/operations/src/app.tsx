// The pages behind the gate.
import type { SupabaseClient } from "@supabase/supabase-js";
import { useEffect } from "preact/hooks";

import { HealthReport } from "../../shared-web/web/health";
import { Empty, Loading, PageTitle } from "../../shared-web/web/parts";
import { usePath } from "../../shared-web/web/router";
import { freshToken, useSession } from "../../shared-web/web/session";
import { Shell } from "../../shared-web/web/shell";
import { leave, openGate } from "./gate_session";
import { Generations } from "./generations";
import { Outbox } from "./outbox";

const LINKS = [
  { path: "/", name: "Status" },
  { path: "/outbox", name: "Outbox" },
  { path: "/generations", name: "Generations" },
];

export type Token = () => Promise<string | undefined>;

export function App({ client }: { client: SupabaseClient }) {
  const session = useSession(client);
  const path = usePath();
  useEffect(() => {
    if (session === null) void leave(client);
    // Also after a renewal: the cookie must not end before the session does.
    else if (session) openGate(session.access_token).catch(() => undefined);
  }, [session]);

  if (!session) {
    return (
      <div class="begin">
        <Loading what="your session" />
      </div>
    );
  }
  return (
    <Shell
      site="Operations"
      email={session.user.email}
      links={LINKS}
      signOut={() => void leave(client)}
    >
      <Page path={path} token={() => freshToken(client)} />
    </Shell>
  );
}

function Page({ path, token }: { path: string; token: Token }) {
  if (path === "/") {
    return (
      <>
        <PageTitle title="Status">
          <p class="muted">What the API says of itself, asked every ten seconds.</p>
        </PageTitle>
        <HealthReport path="/operator/health" token={token} />
      </>
    );
  }
  if (path === "/outbox") return <Outbox token={token} />;
  if (path === "/generations") return <Generations token={token} />;
  return (
    <>
      <PageTitle title="Not found" />
      <Empty title="There is nothing here" />
    </>
  );
}
