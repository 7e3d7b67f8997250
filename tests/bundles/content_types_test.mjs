// The real wrangler gives every file the content type that our table has for it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";

import { uploadOf } from "./wrangler.mjs";

// Names in which the extension is not what it seems.
const ODD = ["a.tar.gz", "A.HTML", "html", "sub/html", "sub/.txt", ".txt", "no-extension", "x.unknownext", "a.b/c"];

it("WranglerAndTheManifestAgreeOnEveryType", async () => {
  const table = readFileSync(process.env.CONTENT_TYPES, "utf8");
  const extensions = [...table.matchAll(/\{"([a-z0-9]+)", "/g)].map(([, extension]) => extension);
  assert.ok(extensions.length > 90);
  const folder = mkdtempSync(join(tmpdir(), "types-"));
  for (const name of [...extensions.map((extension) => `f.${extension}`), ...ODD]) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), `content of ${name}`);
  }
  const manifest = JSON.parse(execFileSync(process.env.BUNDLE_TOOL, ["manifest", folder]));
  const upload = await uploadOf(folder);
  const hashes = JSON.parse(upload.deployment.get("manifest"));
  assert.equal(Object.keys(hashes).length, manifest.files.length);
  for (const { path, contentType } of manifest.files) {
    assert.equal(upload.contents.get(hashes[`/${path}`]).contentType, contentType, path);
  }
});
