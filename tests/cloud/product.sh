# Sourced by what runs inside a local cloud: the product, deployed by the vendors' own programs.
# Its working directory is scratch; runfiles are below $TEST_SRCDIR.
runfiles=$TEST_SRCDIR
workspace=$runfiles/$TEST_WORKSPACE
account=$CLOUDFLARE_ACCOUNT_ID
zone=spectral.test
app_image=$workspace/infra/docker/app_image
app_digest=$(cat "$app_image.digest")
service_key=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')

# For psql: not on a command line.
login=${DATABASE_URL#postgresql://}
host=${login#*@}
export PGUSER=${login%%:*} PGHOST=${host%%:*} PGDATABASE=spectral PGOPTIONS='-c client_min_messages=warning'
PGPASSWORD=${login#*:}
export PGPASSWORD=${PGPASSWORD%%@*}

fail() {
  echo "FAILED: $*" >&2
  curl -sS "$LOCALCLOUD_STATUS/status.json" >&2 || true
  exit 1
}

wrangler() {
  env -i CI=1 PATH=/usr/bin:/bin HOME="$PWD" TMPDIR="$PWD" RUNFILES_DIR="$runfiles" \
    CLOUDFLARE_API_BASE_URL="https://$LOCALCLOUD_FRONT/client/v4" NODE_EXTRA_CA_CERTS="$LOCALCLOUD_CA" \
    CLOUDFLARE_API_TOKEN="$CLOUDFLARE_API_TOKEN" CLOUDFLARE_ACCOUNT_ID="$account" NO_COLOR=1 \
    WRANGLER_SEND_METRICS=false WRANGLER_HIDE_BANNER=true DO_NOT_TRACK=1 WRANGLER_LOG_PATH="$PWD/logs" \
    "$runfiles/npm_wrangler/wrangler" "$@" >wrangler.log 2>&1 || {
    cat wrangler.log >&2
    fail "wrangler $1 $2"
  }
}

# A host of the cloud, by its name, over TLS with the cloud's authority.
visit() { curl -sS --max-time 30 --cacert "$LOCALCLOUD_CA" --connect-to "::$LOCALCLOUD_FRONT" "$@"; }

# Asks until the host answers well: certificates, processes and containers are made meanwhile.
wait_for() { visit --fail --retry 120 --retry-delay 1 --retry-all-errors "$@" 2>curl.log || fail "$1: $(tail -1 curl.log)"; }

cloudflare() {
  printf 'header = "Authorization: Bearer %s"\n' "$CLOUDFLARE_API_TOKEN" |
    visit --fail-with-body -K - -X "$1" -H 'Content-Type: application/json' -d "$3" \
      "https://api.cloudflare.com/client/v4$2" >cloudflare.json || fail "$1 $2: $(cat cloudflare.json)"
}

migrate() {
  local migration
  for migration in "$workspace"/supabase/migrations/*.sql; do
    psql -p 5432 -q -v ON_ERROR_STOP=1 -f "$migration" >/dev/null || fail "$migration"
  done
}

# push_image LAYOUT: an OCI layout's one image. The registry's name leads to the front for skopeo only: it has
# no such option itself.
push_image() {
  local layout=$1 password registry=registry.cloudflare.com:${LOCALCLOUD_FRONT##*:}
  wrangler containers registries credentials registry.cloudflare.com --push --pull
  password=$(tail -1 wrangler.log)
  (
    umask 077
    printf '{"auths": {"%s": {"auth": "%s"}}}' "$registry" "$(printf 'v1:%s' "$password" | base64 -w0)" >auth.json
  )
  echo "${LOCALCLOUD_FRONT%:*} registry.cloudflare.com" >hosts
  SSL_CERT_FILE=$LOCALCLOUD_CA bwrap --dev-bind / / --ro-bind hosts /etc/hosts --die-with-parent \
    skopeo copy --insecure-policy --authfile auth.json "oci:$layout" \
    "docker://$registry/$account/spectral-api:test" >skopeo.log 2>&1 || {
    cat skopeo.log >&2
    fail "the image was not pushed"
  }
}

# deploy_worker GENERATION DIGEST [FLAG...]: the Worker and its container application, at api.
deploy_worker() {
  local generation=$1 image=$2 bundle=$workspace/apps/edge/bundle
  mkdir -p worker
  cp -f "$bundle/index.js" worker/
  sed -e "s#registry.cloudflare.com/spectral-api:unreleased#registry.cloudflare.com/$account/spectral-api@$image#" \
    -e "s#\"name\": \"spectral\",#\"name\": \"spectral\", \"routes\": [{\"pattern\": \"api.$zone\", \"custom_domain\": true}],#" \
    "$bundle/wrangler.json" >worker/wrangler.json
  (
    umask 077
    printf '{"DATABASE_URL": "%s", "SPECTRAL_SERVICE_KEY": "%s"}' "$DATABASE_URL" "$service_key" >secrets.json
  )
  wrangler deploy --config worker/wrangler.json --no-bundle --secrets-file secrets.json \
    --var "SPECTRAL_GENERATION:$generation" --var SPECTRAL_REVISION:abc --var "SPECTRAL_IMAGE_DIGEST:$image" "${@:3}"
}

# deploy_site NAME HOST: a bundle of apps/ as the Pages project of that name, at HOST.
deploy_site() {
  local name=$1 host=$2 project=spectral-$1
  local folder=$workspace/apps/$name/bundle
  [[ $name != docs ]] || folder=$workspace/apps/docs-user/bundle
  wrangler pages project create "$project" --production-branch production --force
  if [[ $name != docs ]]; then
    cloudflare PATCH "/accounts/$account/pages/projects/$project" "{\"deployment_configs\": {\"production\": {
      \"compatibility_date\": \"2026-11-01\", \"env_vars\": {
        \"API_ORIGIN\": {\"type\": \"plain_text\", \"value\": \"https://api.$zone\"},
        \"SUPABASE_URL\": {\"type\": \"plain_text\", \"value\": \"$SUPABASE_URL\"},
        \"SUPABASE_PUBLISHABLE_KEY\": {\"type\": \"plain_text\", \"value\": \"$SUPABASE_PUBLISHABLE_KEY\"}}}}}"
    (
      umask 077
      printf '{"SPECTRAL_SERVICE_KEY": "%s"}' "$service_key" >secrets.json
    )
    wrangler pages secret bulk secrets.json --project-name "$project"
  fi
  wrangler pages deploy "$folder" --project-name "$project" --branch production --commit-hash abc \
    --commit-message m --commit-dirty=false
  cloudflare POST "/accounts/$account/pages/projects/$project/domains" "{\"name\": \"$host.$zone\"}"
}
