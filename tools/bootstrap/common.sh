# Words, places and locks shared by the bootstrap scripts. Sourced, never run.
#
# Variables a caller may set (the tests do; nobody else needs to):
#   RELEASE_BOOTSTRAP_CACHE    where prefixes, stamps and logs live
#                              (default ${XDG_CACHE_HOME:-~/.cache}/release-bootstrap)
#   RELEASE_BOOTSTRAP_STATUS   dpkg's status file           (default /var/lib/dpkg/status)
#   RELEASE_BOOTSTRAP_LIST     the package list             (default packages.txt beside this file)
#   RELEASE_BOOTSTRAP_APT_ETC  folder with sources.list(.d) (default /etc/apt)
#   RELEASE_BOOTSTRAP_SUITES   suites asked for Bazel 7     (default "testing forky")
#   RELEASE_BOOTSTRAP_UID      the user id to act as        (default: the real one)

bootstrap_dir=${BASH_SOURCE[0]%/*}
cache=${RELEASE_BOOTSTRAP_CACHE:-${XDG_CACHE_HOME:-${HOME:?tools/bazel needs HOME or XDG_CACHE_HOME}/.cache}/release-bootstrap}
dpkg_status=${RELEASE_BOOTSTRAP_STATUS:-/var/lib/dpkg/status}
package_list=${RELEASE_BOOTSTRAP_LIST:-$bootstrap_dir/packages.txt}
uid=${RELEASE_BOOTSTRAP_UID:-$EUID}

# A prefix is rebuilt when the recipe changes: the number is part of its name.
bazel_prefix=$cache/bazel-7.r2
buildbox_prefix=$cache/buildbox.r1

say() { printf 'tools/bazel: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# Runs "$@" with its output in log file $1; shows the end of the log when it fails.
logged() {
  local log=$1
  shift
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    say "this failed: $*"
    tail -n 25 "$log" >&2
    say "the whole log is $log"
    return 1
  fi
}
