// A site with everything around it, all of it on this machine: for one test file.
import { request } from "node:http";
import { text } from "node:stream/consumers";

import { Api, SERVICE_KEY } from "./api.mjs";
import { fromEnvironment } from "./environment.mjs";
import { PagesHost } from "./pages_host.mjs";
import { PUBLISHABLE_KEY, Supabase } from "./supabase.mjs";

export const PASSWORD = "correct horse battery";

export class World {
  // `change` replaces variables of the site; undefined takes one away.
  static async start(change = {}) {
    const world = new World();
    world.supabase = await Supabase.start();
    world.supabase.addUser("ada@example.com", PASSWORD);
    world.supabase.addUser("mel@example.com", PASSWORD, {
      app_metadata: { organization_role: "member" },
      user_metadata: { organization_role: "operations" },
    });
    world.api = await Api.start();
    const variables = {
      API_ORIGIN: world.api.origin,
      SPECTRAL_SERVICE_KEY: SERVICE_KEY,
      SUPABASE_URL: world.supabase.origin,
      SUPABASE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
      ...change,
    };
    world.site = await PagesHost.start({
      bundle: fromEnvironment("SITE_BUNDLE"),
      workerd: fromEnvironment("WORKERD"),
      variables: Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined)),
    });
    return world;
  }

  // Asks the site as a program does, and reads a JSON answer.
  async ask(path, { token, ...init } = {}) {
    const headers = { ...init.headers, ...(token !== undefined && { Authorization: `Bearer ${token}` }) };
    const answer = await this.site.fetch(path, { ...init, headers });
    const bytes = await answer.text();
    let body;
    try {
      body = JSON.parse(bytes);
    } catch {
      body = bytes;
    }
    return { status: answer.status, headers: answer.headers, body, code: body?.error?.code };
  }

  // Sends headers as they are; fetch() sets some by itself.
  raw(method, path, headers) {
    return new Promise((resolve, reject) => {
      const outgoing = request(this.site.origin + path, { method, headers }, (answer) => {
        text(answer).then((body) => {
          resolve({ status: answer.statusCode, headers: answer.headers, text: body });
        }, reject);
      });
      outgoing.on("error", reject);
      outgoing.end();
    });
  }

  async stop() {
    await this.site.stop();
    await this.supabase.server.stop();
    await this.api.server.stop();
  }
}
