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

# For psql: not on a command line.
login=${DATABASE_URL#postgresql://}
host=${login#*@}
export PGUSER=${login%%:*} PGHOST=${host%%:*} PGDATABASE=spectral
PGPASSWORD=${login#*:}
export PGPASSWORD=${PGPASSWORD%%@*}

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
    psql -p 5432 -q -v ON_ERROR_STOP=1 -f "$migration" || fail "$migration"
  done
  visit https://api.spectral.test/ 2>/dev/null && fail "something is served already"

  # In the wrong order: the container is fetched as soon as its image is there.
  deploy_worker 1
  push_image
  health >health.json || fail "the first generation does not answer"
  grep -q '"outbox":"wired"' health.json || fail "$(cat health.json)"
  grep -q "\"image_digest\":\"$image\"" health.json || fail "$(cat health.json)"

  deploy_worker 2
  # The old one answers until the new one is up.
  for _ in {1..60}; do
    health >second.json && grep -q '"generation":2' second.json && break
    sleep 0.5
  done
  grep -q '"generation":2' second.json || fail "the second generation does not answer: $(cat second.json)"

  wrangler r2 bucket create spectral-media >/dev/null
  wrangler r2 bucket list | grep -q spectral-media || fail "the bucket is not there"

  sign_in
  deploy_site docs
  [[ $(psql -p 6543 -Atc 'select 1') == 1 ]] || fail "no transaction pooler"

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

# A person is made with the secret key and signs in with the publishable one.
sign_in() {
  local person='{"email": "ada@example.com", "password": "correct horse", "email_confirm": true}'
  (umask 077 && printf 'apikey: %s\n' "$SUPABASE_SECRET_KEY" >secret-key)
  visit --fail -H @secret-key -d "$person" "$SUPABASE_URL/auth/v1/admin/users" >/dev/null || fail "no person was made"
  visit --fail -H "apikey: $SUPABASE_PUBLISHABLE_KEY" -d '{"email": "ada@example.com", "password": "correct horse"}' \
    "$SUPABASE_URL/auth/v1/token?grant_type=password" | grep -q access_token || fail "ada cannot sign in"
  visit --fail -H "apikey: $SUPABASE_PUBLISHABLE_KEY" -d '{"email": "ada@example.com", "password": "wrong"}' \
    "$SUPABASE_URL/auth/v1/token?grant_type=password" >/dev/null 2>&1 && fail "a wrong password is enough"
  visit --fail "$SUPABASE_URL/auth/v1/.well-known/jwks.json" | grep -q ES256 || fail "no keys are published"
}

deploy_site() {
  mkdir site
  echo "<h1>$1</h1>" >site/index.html
  printf '/*\n  X-Site: %s\n' "$1" >site/_headers
  wrangler pages project create "$1" --production-branch production --force >pages.log 2>&1 || fail "$(cat pages.log)"
  wrangler pages deploy site --project-name "$1" --branch production --commit-hash abc --commit-message m \
    --commit-dirty=false >pages.log 2>&1 || fail "$(cat pages.log)"
  visit --fail --retry 20 --retry-delay 1 --retry-all-errors -D headers "https://$1.pages.dev/" >page || fail "no site"
  grep -q "<h1>$1</h1>" page && grep -qi "x-site: $1" headers || fail "$(cat headers page)"
}

# What was deployed in the first run is served by the second one.
again() {
  health | grep -q '"generation":2' || fail "what was deployed did not last"
  visit --fail https://docs.pages.dev/ | grep -q docs || fail "the site did not last"
}

"$phase"
