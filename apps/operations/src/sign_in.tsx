// The public page: signs in, has the gate opened, and goes where the person wanted to.
import "../../shared-web/styles/site.css";

import type { SupabaseClient } from "@supabase/supabase-js";
import { useEffect, useState } from "preact/hooks";

import { describeError, RequestError } from "../../shared-web/web/http";
import { Loading } from "../../shared-web/web/parts";
import { nextPath } from "../../shared-web/web/router";
import { freshToken } from "../../shared-web/web/session";
import { SignIn } from "../../shared-web/web/sign_in";
import { start } from "../../shared-web/web/start";
import { openGate } from "./gate_session";

// When this tab last went through by itself. Coming back at once means that the cookie was not kept.
const CONTINUED = "continued";
const AT_ONCE_MS = 10_000;

function SignInPage({ client }: { client: SupabaseClient }) {
  const [state, setState] = useState<"looking" | "form">("looking");
  const [notice, setNotice] = useState<string>();

  const enter = async () => {
    const token = await freshToken(client);
    if (token === undefined) return setState("form");
    try {
      await openGate(token);
      sessionStorage.setItem(CONTINUED, String(Date.now()));
      location.replace(nextPath(location.search));
    } catch (error) {
      setNotice(
        error instanceof RequestError && error.code === "forbidden"
          ? "This account does not belong to operations."
          : describeError(error),
      );
      // An account that may not pass is of no use here, and would be tried again on every visit.
      if (error instanceof RequestError && error.status < 500) await client.auth.signOut({ scope: "local" });
      setState("form");
    }
  };

  useEffect(() => {
    if (Date.now() - Number(sessionStorage.getItem(CONTINUED) ?? 0) < AT_ONCE_MS) setState("form");
    else void enter();
  }, []);

  if (state === "looking") {
    return (
      <div class="begin">
        <Loading what="your session" />
      </div>
    );
  }
  return (
    <SignIn
      client={client}
      site="Operations"
      about="For Spectral's own staff."
      {...(notice !== undefined && { notice })}
      signedIn={enter}
    />
  );
}

void start((client) => <SignInPage client={client} />);
