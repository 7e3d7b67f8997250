#!/bin/bash
# Visits the sites of a local cloud that runs (README.md). Module paths stay those of the runfiles.
set -euo pipefail
runfiles=${RUNFILES_DIR:-${TEST_SRCDIR:-$0.runfiles}}
export BROWSER_TREE=$runfiles/npm_browser/node_modules
# Chromium's own files.
HOME=$(mktemp -d)
export HOME
trap 'rm -rf "$HOME"' EXIT
"$runfiles/npm_node/node" --preserve-symlinks --preserve-symlinks-main --test --test-reporter=spec \
  --experimental-test-isolation=none "$runfiles/release/tests/cloud/visits/visit_sites.mjs"
