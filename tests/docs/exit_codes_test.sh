#!/bin/bash
# The exit codes of the README, of `release run --help` and of exit_code.h are the same, number by number; the README and the
# help also in their words.
set -uo pipefail
readme=$1 header=$2 release=$3

in_readme=$(sed -n '/^| exit code |/,/^$/s/^| \([0-9]*\) | \(.*\) |$/\1 \2/p' "$readme")
in_help=$("$release" run --help | sed -n '/^Exit codes:/,/^$/s/^ *\([0-9][0-9]*\)  *\(.*\)$/\1 \2/p')
in_header=$(sed -n 's/^ *k[A-Za-z]* = \([0-9]*\),.*/\1/p' "$header")

if [ -z "$in_header" ]; then
  echo "no exit code was found in $header"
  exit 1
fi
failed=0
if ! diff <(echo "$in_readme") <(echo "$in_help"); then
  echo 'README.md (<) and `release run --help` (>) list other exit codes'
  failed=1
fi
if ! diff <(echo "$in_help" | cut -d' ' -f1) <(echo "$in_header"); then
  echo '`release run --help` (<) and exit_code.h (>) have other numbers'
  failed=1
fi
exit "$failed"
