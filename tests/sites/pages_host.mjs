// Runs a built site as Pages would: its compiled Functions in the real workerd, its files behind them.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { startAssets } from "./assets.mjs";

const COMPATIBILITY_DATE = "2026-11-01";

// Chooses between Functions and files as the edge does, by _routes.json.
const FRONT = `
const matches = (rules, path) => rules.some((rule) =>
  rule.endsWith("*") ? path.startsWith(rule.slice(0, -1)) : path === rule);
export default {
  fetch(request, env) {
    const { include, exclude } = env.ROUTES;
    const path = new URL(request.url).pathname;
    const functions = matches(include, path) && !matches(exclude, path);
    return (functions ? env.FUNCTIONS : env.ASSETS).fetch(request);
  },
};`;

export class PagesHost {
  // `bundle`: the folder of a pages_bundle. `variables`: the Pages project's.
  static async start({ bundle, workerd, variables }) {
    const host = new PagesHost();
    host.assets = await startAssets(bundle);
    host.folder = mkdtempSync(join(tmpdir(), "pages-"));
    copyFileSync(join(bundle, "_worker.js"), join(host.folder, "functions.js"));
    writeFileSync(join(host.folder, "front.js"), FRONT);
    const routes = readFileSync(join(bundle, "_routes.json"), "utf8");
    writeFileSync(join(host.folder, "config.capnp"), config(host.assets.origin, routes, variables));
    await host.run(workerd);
    return host;
  }

  async run(workerd) {
    this.process = spawn(workerd, ["serve", "--control-fd=3", join(this.folder, "config.capnp")], {
      stdio: ["ignore", "inherit", "pipe", "pipe"],
    });
    this.log = "";
    this.process.stderr.on("data", (bytes) => (this.log += bytes));
    const ended = new Promise((_, reject) =>
      this.process.once("exit", (code) => reject(new Error(`workerd ended with ${code}:\n${this.log}`))),
    );
    ended.catch(() => undefined);
    const listening = (async () => {
      for await (const line of createInterface({ input: this.process.stdio[3] })) {
        const { event, port } = JSON.parse(line);
        if (event === "listen") return port;
      }
      return ended;
    })();
    this.origin = `http://127.0.0.1:${await Promise.race([listening, ended])}`;
  }

  // As fetch, below this site; redirects are answers.
  fetch(path, init = {}) {
    return fetch(this.origin + path, { redirect: "manual", ...init });
  }

  async stop() {
    this.process.removeAllListeners("exit");
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
    await this.assets.stop();
    rmSync(this.folder, { recursive: true });
  }
}

function config(assetsOrigin, routes, variables) {
  const text = (value) => JSON.stringify(value);
  const bindings = Object.entries(variables).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "front", worker = .front),
    (name = "functions", worker = .functions),
    (name = "assets", external = (address = ${text(new URL(assetsOrigin).host)}, http = ())),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "front")],
);
const front :Workerd.Worker = (
  modules = [(name = "front.js", esModule = embed "front.js")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [
    (name = "ROUTES", json = ${text(routes)}),
    (name = "FUNCTIONS", service = "functions"),
    (name = "ASSETS", service = "assets"),
  ],
);
const functions :Workerd.Worker = (
  modules = [(name = "functions.js", esModule = embed "functions.js")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [(name = "ASSETS", service = "assets"), ${bindings.join(", ")}],
);
`;
}
