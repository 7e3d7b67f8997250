#!/bin/bash
# Inside a local cloud: deploys the API and the three sites by the vendors' programs, and visits them.
set -euo pipefail
work=$TEST_TMPDIR/sites
mkdir -p "$work"
cd "$work"
source "$TEST_SRCDIR/$TEST_WORKSPACE/tests/cloud/product.sh"

migrate
push_image "$app_image"
deploy_worker 1 "$app_digest"
deploy_site dashboard app
deploy_site operations ops
deploy_site docs docs
for name in app ops docs; do wait_for "https://$name.$zone/robots.txt" >/dev/null; done
wait_for "https://api.$zone/health" >/dev/null

"$workspace/tests/cloud/visits/visit_sites.sh"
