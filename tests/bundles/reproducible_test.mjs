// The workshop and the packer give the same bytes wherever the sources stand, and the same as the build.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tmpdir } from "node:os";
import { it } from "node:test";

const PACKAGE = "tests/bundles/small";
const LABEL = `//${PACKAGE}:bundle`;

// Builds the bundle of small/ from the works that its rules wrote, with sources and outputs moved.
function build(folder) {
  const runfiles = process.cwd(); // of this workspace
  cpSync(join(runfiles, PACKAGE), join(folder, PACKAGE), { recursive: true, dereference: true });
  const results = new Map(); // what the rule calls an output -> where it is here
  const moved = (path) => results.get(path) ?? placed(path, folder);
  for (const name of ["site.site", "bundle.functions"]) {
    const work = JSON.parse(readFileSync(join(runfiles, PACKAGE, `${name}.work.json`), "utf8"));
    for (const move of [...work.files, ...work.mounts]) move.from = moved(move.from);
    for (const result of work.results) {
      const here = join(folder, "out", result.to.split("/").at(-1));
      mkdirSync(dirname(here), { recursive: true });
      results.set(result.to, here);
      result.to = here;
    }
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(work));
    execFileSync(process.env.WORKSHOP, [file], { cwd: folder, stdio: "inherit" });
  }
  const request = JSON.parse(readFileSync(join(runfiles, PACKAGE, "bundle.request.json"), "utf8"));
  assert.equal(request.label, LABEL);
  for (const key of ["site", "worker", "routes"]) request[key] = moved(request[key]);
  request.bundle = join(folder, "bundle");
  request.manifest = join(folder, "manifest.json");
  mkdirSync(request.bundle);
  writeFileSync(join(folder, "request.json"), JSON.stringify(request));
  execFileSync(process.env.BUNDLE_TOOL, ["pack", join(folder, "request.json")], { stdio: "inherit" });
  return readFileSync(request.manifest, "utf8");
}

function placed(path, folder) {
  if (path.startsWith(`${PACKAGE}/`)) return join(folder, path);
  if (path.startsWith("external/")) {
    return realpathSync(join(process.env.TEST_SRCDIR, path.slice("external/".length)));
  }
  return realpathSync(process.execPath); // Node, which the rules take from bazel-out
}

it("TwoFoldersAndTheBuildGiveTheSameBytes", () => {
  const first = build(mkdtempSync(join(tmpdir(), "a-")));
  const second = build(mkdtempSync(join(tmpdir(), "another-folder with a space-")));
  assert.equal(first, second);
  assert.equal(first, readFileSync(process.env.MANIFEST, "utf8"));
});
