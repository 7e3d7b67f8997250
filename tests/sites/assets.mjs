// A site's files as Pages serves them: no .html in addresses, index.html for folders, 404.html for the
// rest, and the headers that _headers adds.
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

import { Server } from "./server.mjs";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "application/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

export function startAssets(folder) {
  const rules = headerRules(join(folder, "_headers"));
  return Server.start(({ method, path }) => {
    if (method !== "GET" && method !== "HEAD") return { status: 405 };
    const { status, file, location } = find(folder, path);
    const headers = {};
    for (const rule of rules) {
      if (rule.pattern.endsWith("*") ? path.startsWith(rule.pattern.slice(0, -1)) : path === rule.pattern) {
        Object.assign(headers, rule.headers);
      }
    }
    if (location !== undefined) return { status, headers: { ...headers, Location: location } };
    if (file === undefined) return { status };
    headers["Content-Type"] = TYPES[extname(file)] ?? "application/octet-stream";
    return { status, headers, body: readFileSync(file) };
  });
}

function find(folder, path) {
  const isFile = (name) => existsSync(name) && statSync(name).isFile();
  const plain = decodeURIComponent(path).replace(/\/$/, "");
  if (["/_headers", "/_redirects", "/_routes.json", "/_worker.js"].includes(plain)) return missing(folder, isFile);
  if (path.endsWith("/index.html")) return { status: 308, location: path.slice(0, -"index.html".length) };
  if (path.endsWith(".html")) return { status: 308, location: path.slice(0, -".html".length) };
  const index = join(folder, plain, "index.html");
  if (isFile(index)) {
    return path.endsWith("/") ? { status: 200, file: index } : { status: 308, location: `${path}/` };
  }
  for (const name of [join(folder, plain), join(folder, `${plain}.html`)]) {
    if (isFile(name)) {
      return path.endsWith("/") ? { status: 308, location: plain } : { status: 200, file: name };
    }
  }
  return missing(folder, isFile);
}

function missing(folder, isFile) {
  const page = join(folder, "404.html");
  return isFile(page) ? { status: 404, file: page } : { status: 200, file: join(folder, "index.html") };
}

function headerRules(file) {
  const rules = [];
  if (!existsSync(file)) return rules;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (!line.startsWith(" ")) {
      rules.push({ pattern: line.trim(), headers: {} });
    } else {
      const colon = line.indexOf(":");
      rules.at(-1).headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    }
  }
  return rules;
}
