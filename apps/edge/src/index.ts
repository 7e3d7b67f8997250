// The Worker at api.: every request goes to the API's container, every answer says which release
// gave it.
import { getContainer } from "@cloudflare/containers";

import { mistakes } from "./environment";
import { stamped, unavailable } from "./responses";

import type { Environment } from "./environment";

export { ApiContainer } from "./container";

export default {
  async fetch(request: Request, env: Environment): Promise<Response> {
    const wrong = mistakes(env);
    if (wrong.length > 0) {
      console.error("misconfigured", wrong);
      return stamped(unavailable(request, env, "misconfigured", wrong.join("; ")), env);
    }
    try {
      // One container a generation: a new release starts its own beside the old one, which then has
      // no more requests and goes to sleep.
      const container = getContainer(env.API, `generation-${env.SPECTRAL_GENERATION}`);
      return stamped(await container.fetch(request), env);
    } catch (error) {
      console.error("no answer from the container", error);
      return stamped(unavailable(request, env, "unreachable", "the API did not answer"), env);
    }
  },
} satisfies ExportedHandler<Environment>;
