// Runs the real wrangler against a stand-in, in an environment that has nothing of ours.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { PagesApi } from "./pages_api.mjs";

// What wrangler uploads for a folder, as {contents, deployment} of PagesApi, to a project with
// `settings` for its runtime.
export async function uploadOf(folder, settings = {}) {
  const api = await PagesApi.start(settings);
  try {
    const home = mkdtempSync(join(tmpdir(), "wrangler-"));
    const child = spawn(
      process.execPath,
      [
        join(process.env.WRANGLER_TREE, "wrangler/bin/wrangler.js"),
        ...["pages", "deploy", folder, "--no-bundle", "--project-name=p", "--branch=production"],
        ...["--commit-hash=abc", "--commit-message=m", "--commit-dirty=false"],
      ],
      {
        cwd: home,
        env: {
          CI: "1",
          CLOUDFLARE_ACCOUNT_ID: "a".repeat(32),
          CLOUDFLARE_API_BASE_URL: api.base,
          CLOUDFLARE_API_TOKEN: "t",
          DO_NOT_TRACK: "1",
          HOME: home,
          NO_COLOR: "1",
          PATH: "/usr/bin:/bin",
          TMPDIR: home,
          WRANGLER_HIDE_BANNER: "true",
          WRANGLER_LOG_PATH: home,
          WRANGLER_SEND_METRICS: "false",
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const ended = new Promise((resolve) => child.once("close", resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const code = await ended;
    if (code !== 0) throw new Error(`wrangler ended with ${code}:\n${out}\n${err}`);
    return api;
  } finally {
    await api.stop();
  }
}
