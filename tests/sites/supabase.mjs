// As much of a Supabase project as the sites use: sign-in, sign-out, public keys, and reading rows.
import { json, Server } from "./server.mjs";
import { claims, SigningKey } from "./tokens.mjs";

export const PUBLISHABLE_KEY = "sb_publishable_test";
export const WORLD = "00000000-0000-4000-8000-00000000000a";
export const ORGANIZATION = "00000000-0000-4000-8000-0000000000aa";

const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "*, authorization",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
};

export class Supabase {
  static async start() {
    const supabase = new Supabase();
    supabase.server = await Server.start((request) => supabase.answer(request));
    supabase.origin = supabase.server.origin;
    return supabase;
  }

  constructor() {
    this.key = new SigningKey();
    this.published = [this.key];
    this.down = false;
    this.users = new Map();
  }

  // `app_metadata` and `user_metadata` go into the person's tokens.
  addUser(email, password, change = {}) {
    this.users.set(email, { email, password, change });
  }

  // The next tokens are signed with a new key, and the old one is no longer published.
  rotate() {
    this.key = new SigningKey();
    this.published = [this.key];
    return this.key;
  }

  token(change = {}) {
    return this.key.token(claims(this.origin, change));
  }

  jwksRequests() {
    return this.server.asked("/auth/v1/.well-known/jwks.json").length;
  }

  answer(request) {
    if (request.method === "OPTIONS") return { status: 204, headers: CORS };
    const answer = this.down ? json(503, { message: "down" }) : this.route(request);
    return { ...answer, headers: { ...answer.headers, ...CORS } };
  }

  route(request) {
    switch (`${request.method} ${request.path}`) {
      case "GET /auth/v1/.well-known/jwks.json":
        return json(200, { keys: this.published.map((key) => key.jwk()) });
      case "POST /auth/v1/token":
        return this.signIn(request);
      case "POST /auth/v1/logout":
        return { status: 204 };
      case "GET /rest/v1/organizations":
        return this.rows(request, ORGANIZATION, {
          id: ORGANIZATION,
          name: "Harbour Lights",
          worlds: [
            { id: WORLD, name: "Old harbour", created_at: "2026-10-01T08:00:00Z" },
            { id: WORLD.replace("0a", "0b"), name: "Night market", created_at: "2026-11-02T08:00:00Z" },
          ],
        });
      case "GET /rest/v1/worlds":
        return this.rows(request, WORLD, { id: WORLD, name: "Old harbour" });
      default:
        return json(404, { message: `no ${request.method} ${request.path}` });
    }
  }

  signIn(request) {
    const { email, password } = JSON.parse(request.body || "{}");
    const user = this.users.get(email);
    if (request.headers.apikey !== PUBLISHABLE_KEY) return json(401, { message: "Invalid API key" });
    if (user === undefined || user.password !== password) {
      return json(400, { code: 400, error_code: "invalid_credentials", msg: "Invalid login credentials" });
    }
    const token = claims(this.origin, { email, ...user.change });
    return json(200, {
      access_token: this.key.token(token),
      token_type: "bearer",
      expires_in: token.exp - token.iat,
      expires_at: token.exp,
      refresh_token: "refresh-1",
      user: { id: token.sub, aud: token.aud, role: token.role, email, app_metadata: token.app_metadata },
    });
  }

  // Row level security: one row is visible, to those who are signed in.
  rows(request, visible, row) {
    if (!request.headers.authorization?.startsWith("Bearer ey")) return json(401, { message: "no token" });
    const wanted = request.query.get("id");
    return json(200, wanted === null || wanted === `eq.${visible}` ? [row] : []);
  }
}
