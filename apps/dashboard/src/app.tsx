// Which page the address asks for, and the sign-in form for those who are not signed in.
import type { SupabaseClient } from "@supabase/supabase-js";
import { useEffect } from "preact/hooks";

import { HealthReport } from "../../shared-web/web/health";
import { Empty, Loading, PageTitle } from "../../shared-web/web/parts";
import { navigate, nextPath, usePath } from "../../shared-web/web/router";
import { useSession } from "../../shared-web/web/session";
import { Shell } from "../../shared-web/web/shell";
import { SignIn } from "../../shared-web/web/sign_in";
import { Chat } from "./chat";
import { Worlds } from "./worlds";

const LINKS = [
  { path: "/", name: "Overview" },
  { path: "/worlds", name: "Worlds" },
];

export function App({ client }: { client: SupabaseClient }) {
  const session = useSession(client);
  const path = usePath();
  useEffect(() => {
    if (session && path === "/sign-in") navigate(nextPath(location.search), "replace");
  }, [session, path]);

  if (session === undefined) {
    return (
      <div class="begin">
        <Loading what="your session" />
      </div>
    );
  }
  if (session === null) {
    return (
      <SignIn
        client={client}
        site="Dashboard"
        about="Talk to the agents of your worlds."
        signedIn={() => undefined}
      />
    );
  }
  return (
    <Shell
      site="Dashboard"
      email={session.user.email}
      links={LINKS}
      signOut={() => void client.auth.signOut({ scope: "local" }).then(() => navigate("/"))}
    >
      <Page client={client} path={path} />
    </Shell>
  );
}

function Page({ client, path }: { client: SupabaseClient; path: string }) {
  if (path === "/" || path === "/sign-in") {
    return (
      <>
        <PageTitle title="Overview">
          <p class="muted">How Spectral's API is doing, asked every ten seconds.</p>
        </PageTitle>
        <HealthReport path="/api/health" />
      </>
    );
  }
  if (path === "/worlds") return <Worlds client={client} />;
  const world = /^\/worlds\/([0-9a-f-]{36})$/.exec(path)?.[1];
  if (world !== undefined) return <Chat key={world} client={client} world={world} />;
  return (
    <>
      <PageTitle title="Not found" />
      <Empty title="There is nothing here">
        <a class="button" href="/">
          Go to the overview
        </a>
      </Empty>
    </>
  );
}
