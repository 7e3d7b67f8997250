#!/bin/bash
# A layers_test over broken arrows fails, and names each of them.
set -uo pipefail

said=$("$1")
code=$?
failed=0
expect() {
  if ! grep -qF -- "$1" <<<"$said"; then
    echo "not said: $1"
    failed=1
  fi
}
room=//tests/layers/selftest
expect "forbidden: $room:engine -> $room/guest:guest: $room may use nothing of ours"
expect "forbidden: $room/guest:guest -> @debian//:absl: only $room/nowhere may use it"
expect "forbidden: $room:engine -> $room/guest:guest -> @debian//:absl: $room:engine never reaches @debian//:absl"
expect "forbidden: tests/layers/selftest/engine.h includes dlfcn\\.h, which only $room/guest may"
expect "4 forbidden"
if [ "$code" -ne 1 ]; then
  echo "exit code $code, want 1"
  failed=1
fi
[ "$failed" -eq 0 ] || printf '%s\n' "--- it said:" "$said"
exit "$failed"
