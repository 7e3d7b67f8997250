// Begins a portal: theme, links, configuration; and says so when it cannot begin.
import type { SupabaseClient } from "@supabase/supabase-js";
import { render, type ComponentChild } from "preact";

import { loadConfig } from "./config";
import { describeError } from "./http";
import { Loading, Problem } from "./parts";
import { followLinks } from "./router";
import { connect } from "./session";
import { applyTheme } from "./theme";

export async function start(draw: (client: SupabaseClient) => ComponentChild): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) throw new Error("the page has no #app");
  applyTheme();
  followLinks();
  const begin = async () => {
    render(
      <div class="begin">
        <Loading what="Spectral" />
      </div>,
      root,
    );
    try {
      const client = connect(await loadConfig());
      render(draw(client), root);
    } catch (error) {
      render(
        <main class="begin">
          <h1>Spectral cannot start</h1>
          <Problem message={describeError(error)} retry={() => void begin()} />
        </main>,
        root,
      );
    }
  };
  await begin();
}
