#!/bin/bash
# One run of a local cloud around a script: in_cloud.sh SCRIPT. Leaves nothing behind, and fails when
# something of the cloud outlives it.
set -euo pipefail

runfiles=$TEST_SRCDIR
workspace=$runfiles/$TEST_WORKSPACE
# Short: unix sockets lie in it.
directory=$(mktemp -d /tmp/cloud-XXXXXX)
trap 'rm -rf "$directory"' EXIT
export HOME=$TEST_TMPDIR

code=0
"$workspace/tools/localcloud/localcloud" run --directory="$directory/cloud" --workspace=/nowhere --revision=abc \
  --zone=spectral.test --image="$workspace/infra/docker/app_image" \
  --image-digest="$workspace/infra/docker/app_image.digest" --prelude="$workspace/supabase/prelude.sql" \
  --workerd="$runfiles/npm_wrangler/node_modules/@cloudflare/workerd-linux-64/bin/workerd" \
  --site-server="$workspace/tools/localcloud/edge/site_server.js" \
  -- "$workspace/$1" || code=$?
if [[ $code != 0 ]]; then
  tail -n 40 "$directory"/cloud/logs/workerd-*.log "$directory"/cloud/logs/container-*.log >&2 || true
  exit "$code"
fi

for file in /proc/[0-9]*/cmdline; do
  line=$({ tr '\0' ' ' <"$file"; } 2>/dev/null) || continue
  if [[ $line == *"$directory"* ]]; then
    echo "left running: $line"
    exit 1
  fi
done
