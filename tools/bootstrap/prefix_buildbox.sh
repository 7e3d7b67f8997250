# How BuildBox, a remote-execution engine, becomes a prefix. Sourced by prefix.sh.
# Only the remote-execution test uses it.

package=buildbox
version_wanted='^[0-9]'

explain_versions() { say "the Debian mirror offers no package $package"; }

# The whole closure but for what only configures a system.
keep_packages() {
  grep -vE '^(perl.*|libperl.*|debconf|libpam-.*|util-linux|mount|login.*|passwd|libaudit-common|media-types|netbase|tzdata)$'
}

finish_prefix() {
  relocate_elf "$1/root" "$2/root"
  ln -s root/usr/bin "$1/bin"
}
