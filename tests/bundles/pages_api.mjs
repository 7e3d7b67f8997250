// Stands in for Cloudflare's upload API and remembers what wrangler gives it.
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const TOKEN = "e30.e30.x"; // base64url of {}: no limits of its own

export class PagesApi {
  // contents: hash -> {bytes, contentType}; deployment: the parts of the last POST .../deployments.
  contents = new Map();
  deployment = null;

  // `settings`: the project's for its runtime, as {compatibility_date, compatibility_flags}.
  static async start(settings) {
    const api = new PagesApi();
    api.project = { production_branch: "production", deployment_configs: { production: settings, preview: {} } };
    api.http = createServer(async (request, response) => {
      const path = new URL(request.url, "http://stand-in").pathname.replace("/client/v4", "");
      const { status, result } = await api.answer(request.method, path, request);
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ success: status === 200, errors: [], messages: [], result }));
    });
    await new Promise((resolve) => api.http.listen(0, "127.0.0.1", resolve));
    api.base = `http://127.0.0.1:${api.http.address().port}/client/v4`;
    return api;
  }

  async answer(method, path, request) {
    const body = await buffer(request);
    const ok = (result) => ({ status: 200, result });
    if (path === "/pages/assets/check-missing") return ok(JSON.parse(body).hashes);
    if (path === "/pages/assets/upload") {
      for (const { key, value, metadata, base64 } of JSON.parse(body)) {
        const bytes = Buffer.from(value, base64 ? "base64" : "utf8");
        this.contents.set(key, { bytes, contentType: metadata.contentType });
      }
      return ok(null);
    }
    if (path === "/pages/assets/upsert-hashes") return ok(null);
    if (path.endsWith("/upload-token")) return ok({ jwt: TOKEN });
    if (path.endsWith("/deployments") && method === "POST") {
      this.deployment = await parts(body, request.headers["content-type"]);
      return ok({ id: "d1", url: "http://d1.pages.example" });
    }
    if (path.includes("/deployments/")) return ok({ latest_stage: { name: "deploy", status: "success" } });
    if (/\/pages\/projects\/[^/]+$/.test(path)) return ok(this.project);
    return { status: 404, result: null };
  }

  async stop() {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.http.closeAllConnections();
    await closed;
  }
}

// name -> bytes.
export async function parts(body, contentType) {
  const form = await new Response(body, { headers: { "Content-Type": contentType } }).formData();
  const found = new Map();
  for (const [name, value] of form) {
    found.set(name, Buffer.from(typeof value === "string" ? value : await value.arrayBuffer()));
  }
  return found;
}

// The same for a body inside a body, which begins with its boundary.
export function innerParts(body) {
  const boundary = body.subarray(2, body.indexOf("\r\n")).toString();
  return parts(body, `multipart/form-data; boundary=${boundary}`);
}
