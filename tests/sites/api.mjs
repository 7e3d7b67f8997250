// The Spectral API as far as the sites use it, in memory.
import { json, Server } from "./server.mjs";
import { WORLD } from "./supabase.mjs";

export const SERVICE_KEY = "service-key-0123456789";

export const HEALTH = {
  status: "degraded",
  generation: 42,
  revision: "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
  image_digest: `sha256:${"ab12".repeat(16)}`,
  outbox: "wired",
  world_agent_chat: "wired",
  llm: "degraded",
  delegation: "wired",
  details: { llm: "LLM_API_KEY is not set" },
};

export class Api {
  static async start() {
    const api = new Api();
    api.server = await Server.start((request) => api.answer(request));
    api.origin = api.server.origin;
    return api;
  }

  constructor() {
    this.health = HEALTH;
    this.messages = [
      message(1, "user", "Where does the fog come from this morning?", "2026-11-24T07:41:00Z"),
      message(2, "agent", "From the north mole. The ferry waits until it lifts.", "2026-11-24T07:41:07Z"),
    ];
    this.rows = [];
  }

  answer(request) {
    const { path } = request;
    if (path === "/health" || path === "/operator/health") {
      return json(this.health.status === "unavailable" ? 503 : 200, this.health);
    }
    if (request.headers.authorization !== `Bearer ${SERVICE_KEY}`) {
      return json(401, { error: { code: "unauthorized", message: "expected a service key" } });
    }
    if (path === `/worlds/${WORLD}/messages`) return this.chat(request);
    if (path === "/operator/outbox") {
      const state = request.query.get("state");
      return json(200, { rows: this.rows.filter((row) => state === null || row.state === state) });
    }
    if (path === "/operator/generations") return json(200, GENERATIONS);
    return json(404, { error: { code: "not_found", message: "there is nothing at this path" } });
  }

  chat(request) {
    if (request.method === "POST") {
      const posted = JSON.parse(request.body);
      const position = this.messages.length + 1;
      const added = message(position, posted.author, posted.body, new Date().toISOString());
      this.messages.push({ ...added, delivered_at: null });
      return json(201, { message: added });
    }
    const after = Number(request.query.get("after") ?? 0);
    return json(200, { messages: this.messages.filter(({ position }) => position > after) });
  }
}

function message(position, author, body, at) {
  return { id: `message-${position}`, position, author, body, created_at: at, delivered_at: at };
}

const GENERATIONS = {
  current: 42,
  generations: [
    { generation: 42, waiting: 3, claimed: 1, handled: 1204, failed: 1, last_created_at: "2026-11-24T09:00:00Z" },
    { generation: 41, waiting: 2, claimed: 0, handled: 8850, failed: 0, last_created_at: "2026-11-23T18:00:00Z" },
    { generation: 40, waiting: 0, claimed: 0, handled: 4417, failed: 4, last_created_at: "2026-11-20T18:00:00Z" },
  ],
};

export function outboxRow(id, state, change = {}) {
  return {
    id,
    state,
    generation: 42,
    topic: "agent_message.posted",
    attempts: state === "waiting" ? 0 : 1,
    created_at: "2026-11-24T08:59:00Z",
    claimed_by: state === "claimed" ? "api-42-7f3a" : null,
    last_error: null,
    ...change,
  };
}
