# A small test runner for the bootstrap scripts. Sourced by *_test.sh, which end with `run_tests`.
#
# Every function whose name starts with a capital is a test: a sentence that is true. Each runs in
# a subshell of its own, in an empty folder $scratch, with a PATH that holds only $scratch/bin, so
# that no program of the machine is found by accident and no real apt-get is ever called.
set -euo pipefail

tools_dir=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
wrapper=$tools_dir/bazel
system_path=$PATH
# Not /tmp: the scripts refuse a cache there, for a reason (see prefix.sh).
scratch_base=${TEST_TMPDIR:-${XDG_CACHE_HOME:-$HOME/.cache}/release-bootstrap-test.$$}

run_tests() {
  local name status failed=0 passed=0
  for name in $(compgen -A function | grep '^[A-Z]'); do
    scratch=$scratch_base/$name
    mkdir -p "$scratch/bin"
    set +e
    (
      set -e
      prepare
      "$name"
    ) >"$scratch/output" 2>&1
    status=$?
    set -e
    if ((status == 0)); then
      passed=$((passed + 1))
      printf 'ok      %s\n' "$name"
    else
      failed=$((failed + 1))
      printf 'FAILED  %s\n' "$name"
      sed 's/^/        /' "$scratch/output"
    fi
    rm -rf "$scratch"
  done
  if [[ -z ${TEST_TMPDIR:-} ]]; then rm -rf "$scratch_base"; fi
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0))
}

# The surroundings of every test. Names as in common.sh.
prepare() {
  unset BAZEL_REAL RELEASE_BOOTSTRAP_ASKING
  export HOME=$scratch/home
  export RELEASE_BOOTSTRAP_CACHE=$scratch/cache
  export RELEASE_BOOTSTRAP_STATUS=$scratch/status
  export RELEASE_BOOTSTRAP_LIST=$scratch/packages.txt
  export RELEASE_BOOTSTRAP_APT_ETC=$scratch/apt
  export RELEASE_BOOTSTRAP_UID=0
  export PATH=$scratch/bin
  : >"$RELEASE_BOOTSTRAP_STATUS"
  : >"$RELEASE_BOOTSTRAP_LIST"
  borrow bash env cat mkfifo grep sed awk sort tail head rm mv mkdir mktemp chmod flock tee paste touch sh
}

# Makes programs of the machine visible to the test.
borrow() {
  local name path
  for name in "$@"; do
    path=$(PATH=$system_path type -P "$name") || fail "the machine has no $name"
    printf '#!/bin/bash\nexec %q "$@"\n' "$path" >"$scratch/bin/$name"
    /bin/chmod 755 "$scratch/bin/$name"
  done
}

# Writes an executable script $1 from stdin.
script() {
  mkdir -p "${1%/*}"
  cat >"$1"
  chmod 755 "$1"
}

# A program at $1 that answers --version with "bazel $2" and otherwise tells its name and arguments.
fake_bazel() {
  script "$1" <<EOF
#!/bin/bash
if [[ \$* == --version ]]; then echo 'bazel $2'; else echo "ran $2:" "\$@"; fi
EOF
}

# A prefix as prefix.sh leaves it, with a fake Bazel in it.
fake_prefix() {
  local prefix
  prefix=$(prefix_path)
  fake_bazel "$prefix/root/usr/bin/bazel" "${1:-7.0.0-prefix}"
  echo 7.0.0 >"$prefix/VERSION"
}

prefix_path() { (source "$tools_dir/bootstrap/common.sh" && echo "$bazel_prefix"); }

# dpkg's record of installed packages.
installed() {
  local name
  for name in "$@"; do
    printf 'Package: %s\nStatus: install ok installed\n\n' "$name" >>"$RELEASE_BOOTSTRAP_STATUS"
  done
}

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

expect_equal() { [[ $1 == "$2" ]] || fail "expected '$2', got '$1'"; }
expect_in() { [[ $2 == *"$1"* ]] || fail "expected '$1' in: $2"; }
expect_not_in() { [[ $2 != *"$1"* ]] || fail "did not expect '$1' in: $2"; }
expect_failure() { if "$@"; then fail "this should have failed: $*"; fi; }
