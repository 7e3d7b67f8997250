// A small HTTP server on a free port of this machine, which remembers what it was asked.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

export class Server {
  // `answer(request)` gives {status, headers, body}; `request` is {method, path, query, headers, body}.
  static async start(answer) {
    const server = new Server(answer);
    await new Promise((resolve) => server.http.listen(0, "127.0.0.1", resolve));
    server.origin = `http://127.0.0.1:${server.http.address().port}`;
    return server;
  }

  constructor(answer) {
    this.requests = [];
    this.http = createServer(async (incoming, outgoing) => {
      const url = new URL(incoming.url, "http://stand-in");
      const request = {
        method: incoming.method,
        target: incoming.url,
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body: await text(incoming),
      };
      this.requests.push(request);
      const { status = 200, headers = {}, body = "" } = await answer(request);
      outgoing.writeHead(status, headers);
      outgoing.end(incoming.method === "HEAD" ? undefined : body);
    });
  }

  asked(path) {
    return this.requests.filter((request) => request.path === path);
  }

  async stop() {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.http.closeAllConnections();
    await closed;
  }
}

export function json(status, value, headers = {}) {
  return {
    status,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}
