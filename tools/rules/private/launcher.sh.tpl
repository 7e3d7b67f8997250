#!/bin/sh
# Releases %{label}. Written by release_pipeline (tools/rules): finds the files that were built with it,
# checks that all are there, and becomes the release program. Nothing else happens here.
set -eu

die() {
  printf 'error[LAUNCH-%s]: %s\nwhy: %s\nfix: %s\n' "$1" "$2" "$3" 'tools/bazel run %{label}' >&2
  exit 2
}

# The folder of the built files: beside this script, around it, or as whoever runs it says.
self=$(readlink -f -- "$0" 2>/dev/null) || self=$0
runfiles=
for candidate in "$0.runfiles" "$self.runfiles" "${RUNFILES_DIR:-}" "${self%%.runfiles/*}.runfiles"; do
  if [ -e "$candidate/%{manifest}" ]; then
    runfiles=$(cd "$candidate" && pwd)
    break
  fi
done
if [ -z "$runfiles" ]; then
  die RUNFILES 'the files that belong to this pipeline are not there' \
    "neither $0.runfiles nor RUNFILES_DIR has %{manifest}"
fi

while IFS=' ' read -r owner path; do
  [ -e "$runfiles/$path" ] || die FILE-MISSING "a file of $owner is missing" "there is no $runfiles/$path"
done <<'FILES'
%{files}
FILES

release=$runfiles/%{release}
# Help needs nothing to be started.
for argument; do
  case $argument in
    -h | --help) exec "$release" run --help ;;
  esac
done

RUNFILES=$runfiles
set -- run --manifest="$runfiles/%{manifest}" --runfiles="$runfiles" \
  --workspace="${BUILD_WORKSPACE_DIRECTORY:-}" --invocation='tools/bazel run %{label}' %{state} "$@"
%{exec}
