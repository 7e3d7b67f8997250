#!/bin/bash
# REFERENCE.md says what the program says.
set -uo pipefail
if ! diff -u "$2" "$1"; then
  echo 'infra/REFERENCE.md is out of date. Renew it: tools/bazel run //infra:write_reference'
  exit 1
fi
