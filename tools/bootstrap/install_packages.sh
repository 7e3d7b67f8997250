#!/bin/bash
# Installs what is missing of the named groups of packages.txt:  install_packages.sh GROUP...
# Without root it prints the command to run instead and fails. Called by tools/bazel when a stamp
# is missing or dpkg's status has changed; usually nothing is missing and only the stamp is renewed.
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=common.sh
source "$here/common.sh"
# shellcheck source=packages.sh
source "$here/packages.sh"

log=$cache/apt-get.log

# Prints those of the packages named on stdin (`prefix: NAME` lines are skipped) that dpkg does not call installed.
missing_packages() {
  awk '
    FILENAME == "-" { if (NF == 1) wanted[$1] = 1; next }
    /^Package: / { name = $2 }
    /^Status: / { if ($0 ~ / installed$/) delete wanted[name] }
    END { for (name in wanted) print name }
  ' - "$dpkg_status" | sort
}

# Programs that a package starts or makes while it is configured are not wanted: no service, no
# database cluster on port 5432. dpkg finds these in front of the real ones during this install
# only, so no policy of the machine is changed and nothing has to be put back.
write_shims() {
  local shims=$1 name
  mkdir -p "$shims"
  printf '#!/bin/sh\nexit 0\n' >"$shims/pg_createcluster"
  for name in invoke-rc.d deb-systemd-invoke; do
    cat >"$shims/$name" <<EOF
#!/bin/sh
# Restarts and stops of services that run already go through; new services are not started.
for word in "\$@"; do
  if [ "\$word" = start ]; then exit 0; fi
done
PATH=\${PATH#*:} exec $name "\$@"
EOF
  done
  chmod 755 "$shims"/*
}

# Descriptor 9 is our lock: a program that outlives the install must not hold it.
debian() {
  DEBIAN_FRONTEND=noninteractive PATH=$debian_path "$@" 9>&-
}

apt_install() {
  debian apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 \
    -o DPkg::Path="$debian_path" "$@"
}

install_missing() {
  say "installing ${#missing[@]} missing Debian packages (log: $log): ${missing[*]}"
  : >"$log"
  rm -rf "$cache"/shims.* # left by a run that was killed
  shims=$(mktemp -d "$cache/shims.XXXXXX")
  trap 'rm -rf "$shims"' EXIT
  trap 'exit 130' INT TERM HUP
  write_shims "$shims"
  debian_path=$shims:$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin
  # A fresh machine has no package lists, and old ones may name files that are gone: only then are
  # they fetched, so that a machine without a package source is not kept waiting.
  if ! apt_install "${missing[@]}" >>"$log" 2>&1 </dev/null; then
    if grep -q 'dpkg was interrupted' "$log"; then
      logged "$log" debian dpkg --configure -a || die "dpkg could not finish what was interrupted"
    fi
    logged "$log" debian apt-get -o DPkg::Lock::Timeout=600 update || die "apt-get update failed"
    logged "$log" apt_install "${missing[@]}" || die "apt-get install failed"
  fi
}

# Sets `missing`; $1... are group names. The stamps are written first and put in place by
# keep_stamps only when nothing was missing: a change that dpkg makes meanwhile outdates them.
check_groups() {
  local name
  mkdir -p "$cache/packages"
  for name in "$@"; do
    printf '%s' "${group_packages[$name]}" >"$cache/packages/$name.new"
  done
  missing=()
  local names
  names=$(missing_packages <<<"$wanted")
  if [[ -n $names ]]; then mapfile -t missing <<<"$names"; fi
}

keep_stamps() {
  local name
  for name in "$@"; do mv -f "$cache/packages/$name.new" "$cache/packages/$name"; done
}

[[ -r $dpkg_status ]] || die "no $dpkg_status: this installs Debian packages and knows no other system"
mkdir -p "$cache"
read_list
exec 9>"$cache/packages.lock"
if ! flock -n 9; then
  say "another run is installing packages; waiting for it"
  flock 9
fi

wanted=$(for name in "$@"; do printf '%s' "${group_packages[$name]}"; done)
check_groups "$@"
if ((${#missing[@]} > 0)); then
  if ((uid != 0)); then
    say "these Debian packages are missing, and installing them needs root. Run this, then try again:"
    printf '  sudo apt-get install -y --no-install-recommends %s\n' "${missing[*]}" >&2
    exit 1
  fi
  install_missing
  check_groups "$@"
  if ((${#missing[@]} > 0)); then die "apt-get succeeded, yet these are missing: ${missing[*]}"; fi
fi
while read -r word name; do
  if [[ $word == prefix: ]]; then "$here/prefix.sh" "$name" >/dev/null; fi
done <<<"$wanted"
keep_stamps "$@"
