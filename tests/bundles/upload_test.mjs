// What the real wrangler uploads for a bundle is what the bundle's manifest says.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { before, describe, it } from "node:test";

import { innerParts } from "./pages_api.mjs";
import { uploadOf } from "./wrangler.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

describe("the upload of a bundle", () => {
  let manifest;
  let upload;
  before(async () => {
    manifest = JSON.parse(readFileSync(process.env.MANIFEST, "utf8"));
    upload = await uploadOf(realpathSync(process.env.BUNDLE), {
      compatibility_date: manifest.compatibilityDate,
      compatibility_flags: manifest.compatibilityFlags,
    });
  });

  it("HasExactlyTheFilesOfTheManifest", () => {
    const hashes = JSON.parse(upload.deployment.get("manifest"));
    const uploaded = Object.entries(hashes).map(([path, hash]) => {
      const { bytes, contentType } = upload.contents.get(hash);
      return { path: path.slice(1), size: bytes.length, contentType, sha256: sha256(bytes) };
    });
    uploaded.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    assert.ok(uploaded.length > 0);
    assert.deepEqual(uploaded, manifest.files);
  });

  it("HasExactlyTheInstructionsOfTheManifest", async () => {
    const uploaded = [];
    for (const name of ["_headers", "_redirects", "_routes.json", "_worker.js"]) {
      const bytes =
        name === "_worker.js"
          ? upload.deployment.has("_worker.bundle") &&
            (await innerParts(upload.deployment.get("_worker.bundle"))).get("_worker.js")
          : upload.deployment.get(name);
      if (bytes) uploaded.push({ path: name, size: bytes.length, sha256: sha256(bytes) });
    }
    assert.deepEqual(uploaded, manifest.instructions);
  });

  it("HasNothingElse", async () => {
    const known = ["manifest", "branch", "commit_message", "commit_hash", "commit_dirty"];
    const more = ["_headers", "_redirects", "_routes.json", "_worker.bundle"];
    for (const name of upload.deployment.keys()) assert.ok([...known, ...more].includes(name), name);
    if (!upload.deployment.has("_worker.bundle")) return;
    const modules = await innerParts(upload.deployment.get("_worker.bundle"));
    assert.deepEqual([...modules.keys()].sort(), ["_worker.js", "metadata"]);
  });
});
