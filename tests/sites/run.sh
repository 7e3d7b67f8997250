#!/bin/bash
# Runs one test file: run.sh NODE FILE. Module paths stay those of the runfiles, so that nothing undeclared
# is found beside the sources.
set -eu
for name in SITE_BUNDLE WORKERD BROWSER_TREE MODULE; do
  [[ -z ${!name:-} ]] || export "$name=$TEST_SRCDIR/${!name}"
done
export HOME=$TEST_TMPDIR
exec "$TEST_SRCDIR/$1" --preserve-symlinks --preserve-symlinks-main --test --test-reporter=spec \
  --experimental-test-isolation=none "$2"
