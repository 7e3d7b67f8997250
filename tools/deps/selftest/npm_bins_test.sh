#!/bin/bash
# Arguments: Node and the Supabase CLI, as npm_tree exposes them. Both are native programs of the
# version that their locks pin, and need no npm, no network and no home.
set -euo pipefail
export HOME=$TEST_TMPDIR
node=$1 supabase=$2

[[ $("$node" --version) == v22.* ]] || { echo "not Node 22: $("$node" --version)"; exit 1; }
[[ $("$supabase" --version) == *3.1.0* ]] || { echo "not 3.1.0: $("$supabase" --version)"; exit 1; }
