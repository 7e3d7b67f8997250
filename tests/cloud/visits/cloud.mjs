// A local cloud that runs, as its environment variables describe it (README.md).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request } from "node:https";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";

import { Browser } from "../../sites/browser.mjs";
import { fromEnvironment } from "../../sites/environment.mjs";

const ZONE = process.env.ZONE || "spectral.test";
export const SITES = {
  api: `https://api.${ZONE}`,
  dashboard: `https://app.${ZONE}`,
  docs: `https://docs.${ZONE}`,
  operations: `https://ops.${ZONE}`,
  supabase: fromEnvironment("SUPABASE_URL"),
};
export const PUBLISHABLE_KEY = fromEnvironment("SUPABASE_PUBLISHABLE_KEY");

// Every name leads there; no DNS knows them.
const [FRONT, PORT] = fromEnvironment("LOCALCLOUD_FRONT").split(":");
const authority = readFileSync(fromEnvironment("LOCALCLOUD_CA"));

// What a program gets: {status, headers, text}. Redirects are answers like others.
export function ask(url, { method = "GET", headers = {}, body } = {}) {
  const { hostname, pathname, search, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: FRONT,
        port: PORT,
        servername: hostname,
        ca: authority,
        method,
        path: pathname + search,
        headers: { Host: host, ...headers },
      },
      (answer) =>
        text(answer).then(
          (all) => resolve({ status: answer.statusCode, headers: answer.headers, text: all }),
          reject,
        ),
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

export async function askJson(url, { body, headers, ...init } = {}) {
  const given = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await ask(url, { ...init, ...given, headers: { ...type, ...headers } });
  return { ...answer, body: answer.text === "" ? undefined : JSON.parse(answer.text) };
}

// The health report of the API that is deployed.
export async function health() {
  const { status, body } = await askJson(`${SITES.api}/health`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

// A browser that reaches the cloud by its names. It believes the public keys that the sites show now, and
// these only, after Node has verified their certificates against the cloud's authority.
export async function startBrowser() {
  const pins = await Promise.all(Object.values(SITES).map((url) => publicKeyOf(new URL(url).hostname)));
  return Browser.start([
    `--host-resolver-rules=MAP * ${FRONT}:${PORT}`,
    `--ignore-certificate-errors-spki-list=${pins.join(",")}`,
  ]);
}

function publicKeyOf(host) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: FRONT, port: PORT, servername: host, ca: authority }, () => {
      const key = socket.getPeerX509Certificate().publicKey.export({ type: "spki", format: "der" });
      socket.destroy();
      resolve(createHash("sha256").update(key).digest("base64"));
    });
    socket.on("error", (error) => reject(new Error(`${host}: ${error.message}`)));
  });
}

// Orders something of the cloud itself: Supabase's keys.
export async function order(method, path) {
  const answer = await fetch(`${fromEnvironment("LOCALCLOUD_STATUS")}/control${path}`, {
    method,
    headers: { "X-Localcloud-Control": "1" },
  });
  assert.equal(answer.status, 200, await answer.text());
}
