#!/bin/bash
# Inside a running local cloud: deploys as a person with the vendors' own programs would, and looks at
# what is served. deploy_test runs it twice in one directory (`first`, then `again`).
set -euo pipefail

phase=$1
runfiles=$TEST_SRCDIR
workspace=$runfiles/$TEST_WORKSPACE
work=$TEST_TMPDIR/$phase
account=$CLOUDFLARE_ACCOUNT_ID
registry=registry.cloudflare.com:${LOCALCLOUD_FRONT##*:}
image=$(cat "$workspace/infra/docker/app_image.digest")
mkdir -p "$work"
cd "$work"

fail() {
  echo "FAILED: $*" >&2
  curl -sS "$LOCALCLOUD_STATUS/status.json" >&2 || true
  exit 1
}

wrangler() {
  env -i CI=1 PATH=/usr/bin:/bin HOME="$work" TMPDIR="$work" RUNFILES_DIR="$runfiles" \
    CLOUDFLARE_API_BASE_URL="https://$LOCALCLOUD_FRONT/client/v4" NODE_EXTRA_CA_CERTS="$LOCALCLOUD_CA" \
    CLOUDFLARE_API_TOKEN="$CLOUDFLARE_API_TOKEN" CLOUDFLARE_ACCOUNT_ID="$account" NO_COLOR=1 \
    WRANGLER_SEND_METRICS=false WRANGLER_HIDE_BANNER=true DO_NOT_TRACK=1 WRANGLER_LOG_PATH="$work/logs" \
    "$runfiles/npm_wrangler/wrangler" "$@"
}

# A host of the cloud, by its name, over TLS with the cloud's authority.
visit() { curl -sS --max-time 30 --cacert "$LOCALCLOUD_CA" --connect-to "::$LOCALCLOUD_FRONT" "$@"; }

# Asks until the API answers well: the image is fetched and the container started meanwhile.
health() { visit --fail --retry 60 --retry-delay 1 --retry-all-errors https://api.spectral.test/health; }

host_fault() {
  curl -sS --fail -H 'X-Localcloud-Control: 1' -d "{\"host\": \"$1\", \"fault\": \"$2\"}" \
    "$LOCALCLOUD_STATUS/control/hosts" >/dev/null
}

# The registry's name leads to the front for skopeo only: it has no such option itself.
push_image() {
  local password
  password=$(wrangler containers registries credentials registry.cloudflare.com --push --pull | tail -1)
  printf '{"auths": {"%s": {"auth": "%s"}}}' "$registry" "$(printf 'v1:%s' "$password" | base64 -w0)" >auth.json
  echo "${LOCALCLOUD_FRONT%:*} registry.cloudflare.com" >hosts
  SSL_CERT_FILE=$LOCALCLOUD_CA bwrap --dev-bind / / --ro-bind hosts /etc/hosts --die-with-parent \
    skopeo copy --insecure-policy --authfile auth.json "oci:$workspace/infra/docker/app_image" \
    "docker://$registry/$account/spectral-api:test" >skopeo.log 2>&1 || {
    cat skopeo.log
    fail "the image was not pushed"
  }
}

deploy_worker() {
  local generation=$1 bundle=$workspace/apps/edge/bundle
  cp -f "$bundle/index.js" .
  sed -e "s#registry.cloudflare.com/spectral-api:unreleased#registry.cloudflare.com/$account/spectral-api@$image#" \
    -e 's#"name": "spectral",#"name": "spectral", "routes": [{"pattern": "api.spectral.test", "custom_domain": true}],#' \
    "$bundle/wrangler.json" >wrangler.json
  printf '{"DATABASE_URL": "%s"}' "$DATABASE_URL" >secrets.json
  wrangler deploy --no-bundle --secrets-file secrets.json --var "SPECTRAL_GENERATION:$generation" \
    --var SPECTRAL_REVISION:abc --var "SPECTRAL_IMAGE_DIGEST:$image" >wrangler.log 2>&1 || {
    cat wrangler.log
    fail "the Worker was not deployed"
  }
}

first() {
  for migration in "$workspace"/supabase/migrations/*.sql; do
    psql "$DATABASE_URL" -q -v ON_ERROR_STOP=1 -f "$migration" || fail "$migration"
  done
  visit https://api.spectral.test/ 2>/dev/null && fail "something is served already"

  push_image
  deploy_worker 1
  health >health.json || fail "the first generation does not answer"
  grep -q '"outbox":"wired"' health.json || fail "$(cat health.json)"
  grep -q "\"image_digest\":\"$image\"" health.json || fail "$(cat health.json)"

  deploy_worker 2
  health | grep -q '"generation":2' || fail "the second generation does not answer"

  wrangler r2 bucket create spectral-media >/dev/null
  wrangler r2 bucket list | grep -q spectral-media || fail "the bucket is not there"

  host_fault api.spectral.test not_issued
  visit https://api.spectral.test/health 2>/dev/null && fail "a handshake without a certificate"
  host_fault api.spectral.test wrong_name
  visit https://api.spectral.test/health 2>wrong && fail "a wrong certificate was believed"
  host_fault api.spectral.test none
  host_fault api.spectral.test bot_protection
  [[ $(visit -o blocked -w '%{http_code}' https://api.spectral.test/health) == 403 ]] || fail "no 403"
  host_fault api.spectral.test none
  health >/dev/null || fail "the faults did not go away"

  curl -sS --fail "$LOCALCLOUD_STATUS/" | grep -q 'https://api.spectral.test' || fail "the page has no link"
  curl -sS --fail "$LOCALCLOUD_STATUS/requests" >requests
  grep -q workers/scripts/spectral requests || fail "the requests are not shown"
  ! grep -q -e "$CLOUDFLARE_API_TOKEN" -e "${DATABASE_URL:20:60}" requests || fail "a secret is shown"
}

# What was deployed in the first run is served by the second one.
again() {
  health | grep -q '"generation":2' || fail "what was deployed did not last"
}

"$phase"
