// The edge Worker's bundle in the real workerd, with an API behind it that this test plays. Only the
// start of the container is not real: a shim around the Worker's class stands in for the machine.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";

const SHIM = `
import worker, { ApiContainer as Real } from "./worker.js";
export default worker;
export class ApiContainer extends Real {
  constructor(ctx, env) {
    let running = false;
    Object.defineProperty(ctx, "container", { value: {
      get running() { return running; },
      start(options) {
        running = true;
        env.BACKEND.fetch("http://machine/started", { method: "POST", body: JSON.stringify(options) });
      },
      monitor: () => new Promise(() => {}),
      destroy: async () => { running = false; },
      signal() { running = false; },
      getTcpPort: () => ({ fetch: (url, init) => env.BACKEND.fetch(url, init) }),
    } });
    super(ctx, env);
  }
}`;

class Api {
  requests = [];
  started = [];
  health = { status: 200, body: { status: "ok" } };

  static async start() {
    const api = new Api();
    api.http = createServer(async (request, response) => {
      const body = await text(request);
      if (request.url === "/started") {
        api.started.push(JSON.parse(body));
        return response.end();
      }
      api.requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      const answer = request.url === "/health" ? api.health : { status: 200, body: { echo: body } };
      const headers = { "Content-Type": "application/json", "x-spectral-generation": "999" };
      response.writeHead(answer.status, headers);
      response.end(JSON.stringify(answer.body));
    });
    await new Promise((resolve) => api.http.listen(0, "127.0.0.1", resolve));
    api.address = `127.0.0.1:${api.http.address().port}`;
    return api;
  }

  // Drops what is open, as a machine does that is lost.
  async stop() {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.http.closeAllConnections();
    await closed;
  }
}

class Edge {
  static async start(backend, variables) {
    const edge = new Edge();
    const folder = mkdtempSync(join(tmpdir(), "edge-"));
    mkdirSync(join(folder, "objects"));
    copyFileSync(join(process.env.BUNDLE, "index.js"), join(folder, "worker.js"));
    writeFileSync(join(folder, "shim.js"), SHIM);
    writeFileSync(join(folder, "config.capnp"), config(folder, backend, variables));
    const serve = ["serve", "--control-fd=3", join(folder, "config.capnp")];
    edge.process = spawn(process.env.WORKERD, serve, { stdio: ["ignore", "ignore", "pipe", "pipe"] });
    edge.log = "";
    edge.process.stderr.on("data", (bytes) => (edge.log += bytes));
    for await (const line of createInterface({ input: edge.process.stdio[3] })) {
      const { event, port } = JSON.parse(line);
      if (event !== "listen") continue;
      edge.origin = `http://127.0.0.1:${port}`;
      return edge;
    }
    throw new Error(edge.log);
  }

  async ask(path, init) {
    const response = await fetch(this.origin + path, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  async stop() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
  }
}

function config(folder, backend, variables) {
  const bindings = Object.entries(variables).map(([name, value]) => `(name = "${name}", text = "${value}"), `);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .edge),
    (name = "objects", disk = (path = "${folder}/objects", writable = true)),
    (name = "backend", external = (address = "${backend}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const edge :Workerd.Worker = (
  modules = [(name = "shim.js", esModule = embed "shim.js"), (name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [${bindings.join("")}
    (name = "BACKEND", service = "backend"),
    (name = "API", durableObjectNamespace = "ApiContainer"),
  ],
  durableObjectNamespaces = [(className = "ApiContainer", uniqueKey = "api", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);`;
}

const VARIABLES = {
  DATABASE_URL: "postgresql://u:hunter2@h/d",
  LLM_API_KEY: "",
  SPECTRAL_GENERATION: "7",
  SPECTRAL_REVISION: "0123abc",
  UNRELATED: "stays here",
};

describe("the edge Worker", () => {
  let api;
  let edge;
  before(async () => {
    api = await Api.start();
    edge = await Edge.start(api.address, VARIABLES);
  });
  after(async () => {
    await edge.stop();
    await api.stop();
  });

  it("PassesMethodPathQueryAndBodyOn", async () => {
    const { status, body } = await edge.ask("/worlds/1/messages?after=2", { method: "POST", body: "abc" });
    assert.equal(status, 200);
    assert.deepEqual(body, { echo: "abc" });
    const { method, url } = api.requests.at(-1);
    assert.deepEqual({ method, url }, { method: "POST", url: "/worlds/1/messages?after=2" });
  });

  it("MarksEveryAnswerWithItsOwnRelease", async () => {
    const { headers } = await edge.ask("/organizations");
    assert.equal(headers.get("x-spectral-generation"), "7");
    assert.equal(headers.get("x-spectral-version"), "0123abc");
  });

  it("GivesTheContainerTheApisVariablesAndNoOthers", () => {
    assert.equal(api.started.length, 1);
    assert.deepEqual(api.started[0].env, {
      HOST: "0.0.0.0",
      PORT: "8080",
      DATABASE_URL: "postgresql://u:hunter2@h/d",
      SPECTRAL_GENERATION: "7",
      SPECTRAL_REVISION: "0123abc",
    });
  });

  it("PassesHealthOnWithItsStatus", async () => {
    api.health = { status: 503, body: { status: "unavailable", outbox: "unwired" } };
    const { status, headers, body } = await edge.ask("/health");
    assert.equal(status, 503);
    assert.deepEqual(body, api.health.body);
    assert.equal(headers.get("x-spectral-generation"), "7");
  });

  it("SaysInTheApisWordsThatItIsMisconfigured", async () => {
    const bare = await Edge.start(api.address, { SPECTRAL_GENERATION: "zero", LLM_API_KEY: "hunter3" });
    const { status, headers, body } = await bare.ask("/organizations");
    await bare.stop();
    assert.equal(status, 503);
    assert.equal(headers.get("x-spectral-generation"), "zero");
    assert.equal(headers.get("retry-after"), "5");
    assert.deepEqual(body.error, {
      code: "misconfigured",
      message: "SPECTRAL_GENERATION is not a whole number from 1; DATABASE_URL is not set",
    });
    assert.ok(!bare.log.includes("hunter3"));
  });

  it("SaysInTheApisWordsThatNoApiIsThere", async () => {
    await api.stop();
    const { status, headers, body } = await edge.ask("/health");
    assert.equal(status, 503);
    assert.equal(headers.get("x-spectral-generation"), "7");
    assert.equal(body.status, "unavailable");
    assert.equal(body.generation, 7);
    assert.equal(body.details.container, "the API is not up yet");
    const other = await edge.ask("/organizations");
    assert.equal(other.status, 503);
    assert.equal(other.body.error.code, "starting");
    assert.ok(!edge.log.includes("hunter2"));
    api = await Api.start();
  });
});
