#!/bin/bash
# Runs one test file: run.sh NODE FILE. Variables in PATHS are places in the runfiles.
set -eu
for name in $PATHS; do
  export "$name=$TEST_SRCDIR/${!name}"
done
export HOME=$TEST_TMPDIR
exec "$TEST_SRCDIR/$1" --preserve-symlinks --preserve-symlinks-main --test --test-reporter=spec \
  --experimental-test-isolation=none "$2"
