#!/bin/bash
# Inside a local cloud: generations replace each other while they are busy. Outbox rows are written before,
# during and after each overlap, and a trigger records who ever touched which (cutover.sql).
set -euo pipefail
work=$TEST_TMPDIR/cutover
mkdir -p "$work"
cd "$work"
source "$TEST_SRCDIR/$TEST_WORKSPACE/tests/cloud/product.sh"
world=00000000-0000-4000-8000-00000000000a
logs=$(dirname "$LOCALCLOUD_CA")/logs

ask() { psql -p 5432 -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
count() { ask "select count(*) from spectral.outbox where $1"; }
holds() { [[ $(ask "select $2") == t ]] || fail "it is not true that $1; $(situation)"; }
situation() {
  ask "select generation, claimed_by, count(*), count(handled_at), min(attempts), max(attempts), min(last_error)
    from spectral.outbox group by 1, 2 order by 1, 2" | tr '\n' ';'
}

# until_so WHAT COMMAND...: until the command succeeds. Meanwhile the busy generation gets more work.
until_so() {
  local what=$1 end=$((SECONDS + 180))
  shift
  until "$@"; do
    [[ $SECONDS -lt $end ]] || fail "waited in vain until $what; $(situation)"
    if [[ -n $busy ]]; then keep_busy; else sleep 0.1; fi
  done
}
is() { [[ $(ask "select $1") == t ]]; }

# The generation that has slow work in hand and more of it waiting, whenever somebody looks.
busy=
keep_busy() {
  [[ $(count "generation = $busy and handled_at is null") -gt 60 ]] || ask "select cutover.write($busy, 'slow-$busy', 60)" >/dev/null
}

# Messages by the API, from whichever generation answers; it must be this one, and handles them.
post() {
  local generation=$1 thread=$2
  for _ in 1 2 3; do
    visit --fail-with-body -H @service-key -H 'Content-Type: application/json' -D headers -o message.json \
      -d "{\"body\": \"hello\", \"thread\": \"$thread\"}" "https://api.$zone/worlds/$world/messages" ||
      fail "no message was posted: $(cat message.json)"
    grep -qi "^x-spectral-generation: $generation" headers || fail "another generation answered: $(cat headers)"
  done
  until_so "generation $generation has handled what was posted" \
    is "delivered_count = 3 from public.agent_threads where slug = '$thread'"
}

answers() {
  visit --fail "https://api.$zone/health" >health.json 2>/dev/null && grep -q "\"generation\":$1," health.json &&
    grep -q '"outbox":"wired"' health.json
}
answers_anew() {
  answers "$1" && [[ $(cat "$logs"/container-*.log | grep '"message":"listening"' | grep -c "\"generation\":\"$1\"") == 2 ]]
}
stopped() { grep -l "\"generation\":\"$1\"" "$logs"/container-*.log | xargs grep -q '"message":"stopped"'; }

# Of the program in the container that works for a generation.
process_of() {
  local file environment
  for file in /proc/[0-9]*/environ; do
    environment=$'\n'$({ tr '\0' '\n' <"$file"; } 2>/dev/null)$'\n' || continue
    [[ $environment == *$'\n'"SPECTRAL_GENERATION=$1"$'\n'* ]] || continue
    [[ $environment == *$'\n'"DATABASE_URL=$DATABASE_URL"$'\n'* ]] || continue
    file=${file%/environ}
    echo "${file#/proc/}"
  done
}
gone() { [[ -z $(process_of "$1") ]]; }

deploy() { deploy_worker "$1" "$2" --var SPECTRAL_OUTBOX_CLAIM_SECONDS:5; }

# The same program in another image, as a release that changes it has one.
make_next_image() {
  skopeo copy --insecure-policy "oci:$app_image" oci:next:next >skopeo.log 2>&1 || fail "$(cat skopeo.log)"
  umoci config --image next:next --config.label spectral.cutover=next >umoci.log 2>&1 || fail "$(cat umoci.log)"
  next_digest=sha256:$(skopeo inspect --raw oci:next:next | sha256sum | cut -d' ' -f1)
  [[ $next_digest != "$app_digest" ]] || fail "the next image is the same"
}

# What a generation left behind must be there to the end, as it is now.
keep_in_mind() {
  ask "insert into cutover.left_behind select * from spectral.outbox
    where generation = $1 and handled_at is null and id not in (select id from cutover.left_behind)"
}
nobody_touched_it() {
  holds "what was left behind is as it was" \
    "not exists (select * from cutover.left_behind except select * from spectral.outbox)"
}

(umask 077 && printf 'Authorization: Bearer %s\n' "$service_key" >service-key)
migrate
psql -p 5432 -q -v ON_ERROR_STOP=1 -f "$workspace/tests/cloud/cutover.sql"
make_next_image
push_image "$app_image"

echo "generation 101, alone"
deploy 101 "$app_digest"
until_so "generation 101 answers" answers 101
post 101 before
busy=101
keep_busy
until_so "it has claimed rows" is "count(*) > 1 from spectral.outbox where claimed_by is not null and handled_at is null"

echo "generations 101 and 102: the rollout waits for an image that is not there yet"
deploy 102 "$next_digest"
until_so "generation 102 answers" answers 102
post 102 during
until_so "101 goes on beside 102" is "(select max(line) from cutover.history where handled_by like 'generation-101-%')
  > (select max(line) from cutover.history where handled_by like 'generation-102-%')"
holds "101 holds claims still" "count(*) > 0 from spectral.outbox
  where generation = 101 and claimed_by is not null and handled_at is null"

echo "generation 102, with the new image: 101 is stopped in the middle of its work"
push_image next:next
until_so "101 has stopped" stopped 101
busy=
keep_in_mind 101
holds "101 left rows, and no claim" "count(*) > 0 and bool_and(claimed_by is null and attempts = 0 and failed_at is null)
  from cutover.left_behind where generation = 101"
ask "select cutover.write(101, 'late', 5)" >/dev/null
keep_in_mind 101
# Its first instance had the old image and ended with the rollout, too; a request starts the next one.
until_so "102 answers from the new image" answers_anew 102
post 102 after
nobody_touched_it

echo "generation 103, with the image of 102: 102 is killed while it holds claims"
busy=102
keep_busy
until_so "102 has claimed rows" is "count(*) > 1 from spectral.outbox
  where generation = 102 and claimed_by is not null and handled_at is null"
deploy 103 "$next_digest"
until_so "generation 103 answers" answers 103
post 103 beside
until_so "102 goes on beside 103" is "(select max(line) from cutover.history where handled_by like 'generation-102-%')
  > (select max(line) from cutover.history where handled_by like 'generation-103-%')"
until_so "102 has claimed rows" is "count(*) > 1 from spectral.outbox
  where generation = 102 and claimed_by is not null and handled_at is null"
process_of 102 | xargs kill -KILL
until_so "102 is gone" gone 102
busy=
keep_in_mind 102
holds "102 left claims" "count(claimed_by) > 0 from cutover.left_behind where generation = 102"
until_so "these claims are so old that 102 itself would take the rows again" \
  is "now() > max(claimed_at) + interval '6 seconds' from cutover.left_behind"
post 103 later
nobody_touched_it

echo "in the end"
holds "everybody kept to the rows of their generation" "not exists (select from cutover.history
  where claimed_by not like 'generation-' || generation || '-%'
    or given_back_by not like 'generation-' || generation || '-%'
    or handled_by not like 'generation-' || generation || '-%')"
holds "what was handled was handled once, at the first attempt" "count(*) = count(distinct id) and count(*) = (
    select count(*) from spectral.outbox where handled_at is not null and attempts = 1)
  from cutover.history where handled_by is not null"
holds "each had its effect once" "(select sum(delivered_count) from public.agent_threads) = (
    select count(*) from spectral.outbox where handled_at is not null)
  and (select count(*) from public.agent_messages where delivered_at is not null) = (
    select count(*) from spectral.outbox where handled_at is not null)"
holds "nothing failed" "not exists (select from spectral.outbox where failed_at is not null or last_error is not null)"
visit --fail -H @service-key "https://api.$zone/operator/generations" >generations.json || fail "operators see nothing"
holds "operators see how many were left behind" "3 = count(*) from
  jsonb_to_recordset('$(cat generations.json)'::jsonb -> 'generations') as seen (generation bigint, waiting bigint, claimed bigint)
  where waiting = (select count(*) from cutover.left_behind as it where it.generation = seen.generation and claimed_by is null)
    and claimed = (select count(*) from cutover.left_behind as it where it.generation = seen.generation and claimed_by is not null)"
