#!/bin/bash
# Installs programs of Debian testing into a prefix under the user's cache, beside the system and
# not into it:  prefix.sh bazel | buildbox.  Prints the prefix on stdout.
#
# Safe to run twice at once (a lock) and to interrupt (built elsewhere, renamed when whole). Does
# nothing when the prefix is there. The host's apt state is neither read nor changed: apt works on
# a private one that knows the same mirror, another suite, and an empty list of installed packages.
set -euo pipefail
export LC_ALL=C

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=common.sh
source "$here/common.sh"
# shellcheck source=mirrors.sh
source "$here/mirrors.sh"
# shellcheck source=relocate.sh
source "$here/relocate.sh"

what=${1:?usage: prefix.sh bazel|buildbox}
case $what in
  bazel) prefix=$bazel_prefix ;;
  buildbox) prefix=$buildbox_prefix ;;
  *) die "prefix.sh knows bazel and buildbox, not '$what'" ;;
esac
# Defines: package, version_wanted (a pattern of versions), explain_versions, keep_packages,
# finish_prefix.
# shellcheck source=prefix_bazel.sh
source "$here/prefix_$what.sh"

# Every apt call of this script goes through the private state in $work.
private_apt() { APT_CONFIG=$work/apt.conf "$@"; }

write_apt_config() {
  mkdir -p "$work"/{state/lists/partial,archives/partial,debs}
  : >"$work/status"
  cat >"$work/apt.conf" <<EOF
Dir::State "$work/state";
Dir::State::lists "$work/state/lists";
Dir::State::status "$work/status";
Dir::Cache "$work";
Dir::Cache::archives "$work/archives";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
EOF
}

# Points the private apt at one mirror and suite; fails when it does not answer.
use_source() {
  local uri=$1 options=$2 suite=$3
  : "${options:=signed-by=/usr/share/keyrings/debian-archive-keyring.gpg}"
  printf 'deb [%s] %s %s main\n' "$options" "$uri" "$suite" >"$work/sources.list"
  rm -rf "$work/state/lists"
  mkdir -p "$work/state/lists/partial"
  private_apt apt-get -o APT::Update::Error-Mode=any update >>"$log" 2>&1 </dev/null
}

# The newest wanted version that the current source offers, or nothing.
newest_wanted() {
  private_apt apt-cache madison "$package" 2>>"$log" |
    awk -F'|' '{gsub(/ /, "", $2); print $2}' | tee -a "$work/versions_seen" |
    { grep -E "$version_wanted" || true; } | sort -V | tail -n 1
}

choose_version() {
  local uri options suite
  : >"$work/versions_seen"
  while IFS=$'\t' read -r uri options; do
    for suite in ${RELEASE_BOOTSTRAP_SUITES:-testing forky}; do
      use_source "$uri" "$options" "$suite" || continue
      answered=yes
      version=$(newest_wanted)
      if [[ -n $version ]]; then return 0; fi
    done
  done < <(list_mirrors "${RELEASE_BOOTSTRAP_APT_ETC:-/etc/apt}")
  return 1
}

install() {
  work=$(mktemp -d "$cache/$what.work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM HUP
  write_apt_config
  local answered='' version='' closure
  if ! choose_version; then
    if [[ -z $answered ]]; then
      die "no Debian mirror named in ${RELEASE_BOOTSTRAP_APT_ETC:-/etc/apt} answered for" \
        "${RELEASE_BOOTSTRAP_SUITES:-testing}; the log is $log"
    fi
    explain_versions "$(sort -uV "$work/versions_seen" | paste -sd' ')"
    exit 1
  fi
  say "installing $package $version from Debian's packages into $prefix (30-60 s)"
  closure=$(private_apt apt-get install --print-uris -qq -y "$package=$version" 2>>"$log" |
    awk '{sub(/_.*/, "", $2); print $2}')
  wanted=$(keep_packages <<<"$closure")
  # shellcheck disable=SC2086  # one word a package
  (cd "$work/debs" && logged "$log" private_apt apt-get download $wanted)
  unpack_debs "$work/debs" "$work/prefix/root"
  keep_links_inside "$work/prefix/root"
  finish_prefix "$work/prefix" "$prefix"
  printf '%s\n' "$version" >"$work/prefix/VERSION"
  mv -T "$work/prefix" "$prefix"
}

if [[ $cache == /tmp/* ]]; then
  die "the cache must not lie under /tmp ($cache): Bazel's sandbox hides /tmp from the tools in it"
fi
if [[ ! -e $prefix/VERSION ]]; then
  mkdir -p "$cache"
  exec 9>"$cache/$what.lock"
  if ! flock -n 9; then
    say "another run is installing $what; waiting for it"
    flock 9
  fi
  if [[ ! -e $prefix/VERSION ]]; then
    # Under the lock, whatever lies there was left by a run that was killed.
    rm -rf "$cache/$what".work.*
    log=$cache/$what.log
    : >"$log"
    install
  fi
fi
printf '%s\n' "$prefix"
