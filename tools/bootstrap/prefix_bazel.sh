# How Bazel 7 becomes a prefix. Sourced by prefix.sh, which says what each name is for.

package=bazel-bootstrap
version_wanted='^7\.'

explain_versions() {
  say "this needs Bazel 7, and the Debian mirror offers only: ${1:-none}."
  say "Bazel 8 and later no longer read WORKSPACE files by default. Put a Bazel 7 on PATH, or name" \
    "one in BAZEL_REAL, or give apt a mirror whose testing release still has Bazel 7."
}

# Of the 246 packages that installing Bazel would bring, the ones that running it needs: its own,
# the jars it loads, a Java runtime in place of the development kit, and the C/C++ libraries of
# its client. `openssl` and `libssl` are there for the trust store (see below).
keep_packages() {
  grep -E '^(bazel-.*|lib.*-java|.*-jni[0-9]*|velocity|async-profiler.*|openjdk-[0-9]+-jre-headless|libc6|libgcc-s1|libstdc\+\+6|zlib1g|libgrpc.*|libprotobuf[0-9].*|libabsl.*|libcares2|libre2-.*|libssl3.*|openssl|libzstd1?)$' |
    grep -vE '^lib(maven|plexus|wagon|sisu|jetty|eclipse|jgit|javaparser|mongodb|lightcouch|bcprov)'
}

# $1: where it is being built, $2: where it will be.
finish_prefix() {
  local building=$1 final=$2 root=$1/root share=$1/root/usr/share/bazel jdk link
  jdk=$(cd "$root" && find usr/lib/jvm -mindepth 1 -maxdepth 1 -type d -name 'java-*-openjdk-*')

  # Bazel copies its helpers into output bases by name and wants files, not links.
  for link in linux-sandbox process-wrapper daemonize build-runfiles; do
    cp --remove-destination -L "$share/$link" "$share/$link.file"
    mv -f "$share/$link.file" "$share/$link"
  done
  relocate_elf "$root" "$final/root" "$jdk/lib" "$jdk/lib/server"
  write_java "$building" "$final" "$jdk"
  write_trust_store "$root" "$final" "$jdk"
  write_bazelrc "$final" >"$building/bazelrc"
}

# The client names its class path as files under /usr/share/java. This stands in for `java` and
# names the prefix instead. The wildcard matters: some jars are needed and not on the stated path.
write_java() {
  local building=$1 final=$2 jdk=$3
  mkdir -p "$building/javahome/bin"
  cat >"$building/javahome/bin/java" <<EOF
#!/bin/bash
# Written by tools/bootstrap/prefix_bazel.sh: Bazel's class path, moved into this prefix.
args=("\$@")
for ((i = 0; i + 1 < \$#; i++)); do
  if [[ \${args[i]} == -cp || \${args[i]} == -classpath ]]; then
    args[i + 1]='$final/root/usr/share/bazel/A-server.jar:$final/root/usr/share/java/*'
  fi
done
exec -a "\$0" '$final/root/$jdk/bin/java' "\${args[@]}"
EOF
  chmod 755 "$building/javahome/bin/java"
  ln -s "$final/root/$jdk/lib" "$building/javahome/lib"
}

# Bazel downloads over TLS with Java's trust store, which Debian makes from the system's
# certificates when its packages are configured. Ours are not configured, so make it here.
write_trust_store() {
  local root=$1 final=$2 jdk=$3 bundle=/etc/ssl/certs/ca-certificates.crt loader
  [[ -r $bundle ]] || die "no $bundle: the package ca-certificates is missing"
  loader=$(echo "$root"/usr/lib/*-linux-gnu/ld-linux-*.so.*)
  rm -f "$root/$jdk/lib/security/cacerts"
  # Not renamed yet, so the program is started through its loader.
  logged "$log" env OPENSSL_CONF=/dev/null "$loader" --library-path "${loader%/*}" \
    "$root/usr/bin/openssl" pkcs12 -export -nokeys -jdktrust anyExtendedKeyUsage -certpbe NONE \
    -nomac -in "$bundle" -passout pass: -out "$root/$jdk/lib/security/cacerts"
}

# What Bazel would otherwise download for every WORKSPACE.
write_bazelrc() {
  local rules=$1/root/usr/share/bazel
  cat <<EOF
# Written by tools/bootstrap/prefix_bazel.sh and passed only when this prefix's Bazel runs: the
# repositories that Bazel adds to every WORKSPACE come from Debian's packages, not from the network.
common --override_repository=rules_cc=$rules/rules/cc
common --override_repository=rules_java=$rules/rules/java
common --override_repository=rules_proto=$rules/rules/proto
common --override_repository=rules_python=$rules/rules/python
common --override_repository=rules_license=$rules/rules/license
common --override_repository=platforms=$rules/tools/platforms
common --override_repository=bazel_skylib=$rules/tools/skylib
common --override_repository=bazel_features=$rules/tools/features
EOF
}
