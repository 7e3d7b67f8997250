#!/bin/sh
# Tests the launcher of a pipeline: what it starts, and what it says when files are missing.
set -eu
launcher=$PWD/$1
pass=0

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

expect() {  # WORDS FILE
  grep -qF -- "$1" "$2" || { cat "$2" >&2; fail "'$1' was expected"; }
  pass=$((pass + 1))
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A runfiles tree of our own: every file of the pipeline is there by name, and the release program is one
# that shows its arguments.
tree=$work/sound.runfiles
cp "$launcher" "$work/sound"
while read -r _ path; do
  mkdir -p "$tree/$(dirname "$path")"
  printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >"$tree/$path"
  chmod +x "$tree/$path"
done <<EOF
$(sed -n "/^done <<'FILES'$/,/^FILES$/p" "$launcher" | sed '1d;$d')
manifest release/tools/rules/selftest/sound.manifest.json
EOF

# It becomes the release program, with the flags that this needs and those of the user.
RUNFILES_DIR='' BUILD_WORKSPACE_DIRECTORY='/my tree' "$work/sound" --plan '--set=hosts.api=a b' >"$work/out"
expect run "$work/out"
expect "--manifest=$tree/release/tools/rules/selftest/sound.manifest.json" "$work/out"
expect "--runfiles=$tree" "$work/out"
expect '--workspace=/my tree' "$work/out"
expect '--invocation=tools/bazel run //tools/rules/selftest:sound' "$work/out"
expect '--plan' "$work/out"
expect '--set=hosts.api=a b' "$work/out"

# It works through a link from anywhere.
mkdir "$work/bin"
ln -s "$work/sound" "$work/bin/go"
(cd / && RUNFILES_DIR='' "$work/bin/go" >"$work/out")
expect "--runfiles=$tree" "$work/out"

# It finds its files where RUNFILES_DIR says.
cp "$work/sound" "$work/bin/alone"
RUNFILES_DIR=$tree "$work/bin/alone" >"$work/out"
expect "--runfiles=$tree" "$work/out"

# A file that is missing is named, with who makes it and the command.
rm "$tree/release/tools/rules/selftest/greeting.txt"
RUNFILES_DIR='' "$work/sound" >"$work/out" 2>"$work/err" && fail 'it started without a file'
expect 'error[LAUNCH-FILE-MISSING]: a file of //tools/rules/selftest:greeting.txt is missing' "$work/err"
expect 'fix: tools/bazel run //tools/rules/selftest:sound' "$work/err"
[ ! -s "$work/out" ] || fail 'something was started'

# Without any of its files it says so.
cp "$launcher" "$work/bin/lonely"
RUNFILES_DIR='' "$work/bin/lonely" 2>"$work/err" && fail 'it started without its files'
expect 'error[LAUNCH-RUNFILES]' "$work/err"
expect 'fix: tools/bazel run //tools/rules/selftest:sound' "$work/err"

echo "$pass expectations held"
