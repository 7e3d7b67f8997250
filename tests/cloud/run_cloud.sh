#!/bin/bash
# Two runs of one local cloud around deploy_test.sh.
set -euo pipefail

runfiles=$TEST_SRCDIR
workspace=$runfiles/$TEST_WORKSPACE
# Short: unix sockets lie in it.
directory=$(mktemp -d /tmp/cloud-XXXXXX)
trap 'rm -rf "$directory"' EXIT

cloud() {
  HOME=$TEST_TMPDIR "$workspace/tools/localcloud/localcloud" run --directory="$directory/cloud" \
    --workspace=/nowhere --revision=abc --zone=spectral.test \
    --image="$workspace/infra/docker/app_image" --image-digest="$workspace/infra/docker/app_image.digest" \
    --prelude="$workspace/supabase/prelude.sql" \
    --workerd="$runfiles/npm_wrangler/node_modules/@cloudflare/workerd-linux-64/bin/workerd" \
    --site-server="$workspace/tools/localcloud/edge/site_server.js" \
    -- "$workspace/tests/cloud/deploy_test.sh" "$1"
}

cloud first
cloud again

# Nothing of it outlives it.
for file in /proc/[0-9]*/cmdline; do
  line=$(tr '\0' ' ' <"$file" 2>/dev/null) || continue
  if [[ $line == *"$directory"* ]]; then
    echo "left running: $line"
    exit 1
  fi
done
