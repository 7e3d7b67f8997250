// The sign-in form: e-mail address and password.
import type { SupabaseClient } from "@supabase/supabase-js";
import { useEffect, useRef, useState } from "preact/hooks";

import { describeError } from "./http";
import { Logo } from "./logo";
import { signIn } from "./session";
import { ThemeButton } from "./theme_button";
import { setTitle } from "./title";

export interface SignInProps {
  client: SupabaseClient;
  // "Dashboard": which of the portals this is.
  site: string;
  about: string;
  // A reason to be here that is not the person's: an expired session, a missing right.
  notice?: string;
  signedIn: () => Promise<void> | void;
}

export function SignIn({ client, site, about, notice, signedIn }: SignInProps) {
  const [problem, setProblem] = useState(notice);
  const [busy, setBusy] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => {
    setTitle("Sign in");
    email.current?.focus();
  }, []);
  useEffect(() => setProblem(notice), [notice]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const wrong = await signIn(client, email.current?.value.trim() ?? "", password.current?.value ?? "");
      if (wrong === undefined) return await signedIn();
      setProblem(wrong);
      password.current?.select();
    } catch (error) {
      setProblem(describeError(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="sign-in">
      <div class="sign-in-corner">
        <ThemeButton />
      </div>
      <main class="sign-in-card">
        <p class="brand">
          <Logo />
          <span>Spectral</span>
          <span class="brand-site">{site}</span>
        </p>
        <h1>Sign in</h1>
        <p class="muted">{about}</p>
        <form onSubmit={submit} aria-busy={busy}>
          <label for="email">E-mail address</label>
          <input id="email" ref={email} type="email" autocomplete="username" required spellcheck={false} />
          <label for="password">Password</label>
          <input id="password" ref={password} type="password" autocomplete="current-password" required />
          <p class="form-problem" role="alert">
            {problem}
          </p>
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? "Signing in…" : "Sign in"}
          </button>
        </form>
      </main>
    </div>
  );
}
