#!/bin/bash
# Proves that a Bazel 7 of a Debian mirror becomes a working prefix, or is refused in words. The
# mirror is a folder of tiny packages; apt, dpkg and patchelf are the real ones.
source "${BASH_SOURCE[0]%/*}/testing.sh"

# Adds the package $1, version $2, to the suite $3 of the mirror; its files are under $4.
add_package() {
  local name=$1 version=$2 suite=$3 files=$4 depends=${5:-}
  local folder=$scratch/mirror/dists/$suite/main/binary-amd64
  mkdir -p "$files/DEBIAN" "$folder" "$scratch/mirror/pool"
  {
    printf 'Package: %s\nVersion: %s\nArchitecture: amd64\n' "$name" "$version"
    printf 'Maintainer: Nobody <nobody@example.org>\n'
    if [[ -n $depends ]]; then printf 'Depends: %s\n' "$depends"; fi
    printf 'Description: made by a test\n'
  } >"$files/DEBIAN/control"
  local deb=pool/${name}_${version}_amd64.deb
  dpkg-deb -b --root-owner-group -Znone "$files" "$scratch/mirror/$deb" >/dev/null
  {
    cat "$files/DEBIAN/control"
    printf 'Filename: %s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$scratch/mirror/$deb")" \
      "$(sha256sum "$scratch/mirror/$deb" | awk '{print $1}')"
  } >>"$folder/Packages"
  {
    printf 'Suite: %s\nCodename: %s\nArchitectures: amd64\nComponents: main\nSHA256:\n' "$suite" "$suite"
    printf ' %s %s main/binary-amd64/Packages\n' "$(sha256sum "$folder/Packages" | awk '{print $1}')" \
      "$(stat -c %s "$folder/Packages")"
  } >"$scratch/mirror/dists/$suite/Release"
}

# A Bazel whose client is the machine's `echo`: it needs a loader and a libc, as the real one does.
add_bazel() {
  local version=$1 suite=$2 files=$scratch/files.$1 helper
  local lib=usr/lib/x86_64-linux-gnu helpers=usr/libexec/x86_64-linux-gnu/bazel
  local jdk=usr/lib/jvm/java-99-openjdk-amd64
  mkdir -p "$files"/{usr/bin,usr/share/bazel,usr/share/java,etc/java,$lib,$helpers,$jdk/{bin,lib/security}}
  cp -L /bin/echo "$files/usr/bin/bazel"
  # Stands for openssl, which only has to succeed.
  cp -L /bin/true "$files/usr/bin/openssl"
  cp -L /bin/echo "$files/$jdk/bin/java"
  cp -L "/$lib/ld-linux-x86-64.so.2" "/$lib/libc.so.6" "/$lib/libm.so.6" "$files/$lib/"
  echo configured >"$files/etc/java/jvm.cfg"
  ln -s /etc/java/jvm.cfg "$files/$jdk/lib/jvm.cfg"
  for helper in linux-sandbox process-wrapper daemonize build-runfiles; do
    cp -L /bin/true "$files/$helpers/$helper"
    ln -s "../../libexec/x86_64-linux-gnu/bazel/$helper" "$files/usr/share/bazel/$helper"
  done
  add_package bazel-bootstrap "$version" "$suite" "$files"
}

# Makes the real tools visible and points apt's folder at the mirror.
use_mirror() {
  borrow apt-get apt-cache dpkg dpkg-deb patchelf tar xargs find readlink ln cp id stat sha256sum \
    mkfifo
  export RELEASE_BOOTSTRAP_SUITES='testing forky'
  mkdir -p "$scratch/apt" "$scratch/mirror"
  echo "deb [trusted=yes] file:$scratch/mirror bookworm main" >"$scratch/apt/sources.list"
}

no_scraps() {
  local left
  left=$(find "$scratch/cache" -maxdepth 1 -name '*.work.*')
  expect_equal "$left" ''
}

NewestSevenOfTheMirrorRunsFromThePrefix() {
  use_mirror
  add_bazel 7.2.0+ds-1 testing
  add_bazel 7.10.0+ds-1 testing
  add_bazel 8.1.0-1 testing
  local prefix said
  prefix=$(prefix_path)
  said=$("$wrapper" build //:a 2>"$scratch/err")
  expect_equal "$said" "--nosystem_rc --install_base=$prefix/root/usr/share/bazel --trust_install_base\
 --server_javabase=$prefix/javahome --bazelrc=$prefix/bazelrc build //:a"
  expect_equal "$(cat "$prefix/VERSION")" 7.10.0+ds-1
  expect_equal "$(grep -c . "$scratch/err")" 1
  no_scraps
}

PrefixUsesItsOwnLoaderAndKeepsItsLinksInside() {
  use_mirror
  add_bazel 7.7.1 testing
  "$wrapper" info >/dev/null
  local root jdk
  root=$(prefix_path)/root
  jdk=$root/usr/lib/jvm/java-99-openjdk-amd64
  expect_equal "$(patchelf --print-interpreter "$root/usr/bin/bazel")" \
    "$root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
  expect_in "$root/usr/lib/x86_64-linux-gnu" "$(patchelf --print-rpath "$root/usr/bin/bazel")"
  expect_equal "$(cat "$jdk/lib/jvm.cfg")" configured
  [[ -f $root/usr/share/bazel/linux-sandbox && ! -L $root/usr/share/bazel/linux-sandbox ]] ||
    fail "linux-sandbox is still a link"
  # The stand-in for java puts the prefix's jars where the client names the system's.
  expect_equal "$("$(prefix_path)/javahome/bin/java" -Xmx1g -cp /usr/share/java/a.jar Main)" \
    "-Xmx1g -cp $root/usr/share/bazel/A-server.jar:$root/usr/share/java/* Main"
}

MirrorWithOnlyBazelEightIsRefusedInWords() {
  use_mirror
  add_bazel 8.1.0-1 testing
  local said status=0
  said=$("$wrapper" build //:a 2>&1) || status=$?
  expect_equal "$status" 1
  expect_in 'needs Bazel 7, and the Debian mirror offers only: 8.1.0-1' "$said"
  expect_in 'BAZEL_REAL' "$said"
  [[ ! -e $(prefix_path) ]] || fail "a prefix was left"
  no_scraps
}

SecondSuiteIsAskedWhenTheFirstHasNoSeven() {
  use_mirror
  add_bazel 8.1.0-1 testing
  add_bazel 7.7.1-8 forky
  "$wrapper" info >/dev/null
  expect_equal "$(cat "$(prefix_path)/VERSION")" 7.7.1-8
}

MirrorThatDoesNotAnswerIsSaid() {
  use_mirror
  local said
  said=$("$wrapper" build //:a 2>&1) && fail "it ran"
  expect_in 'no Debian mirror named in' "$said"
  no_scraps
}

LaterRunsNeedNoMirror() {
  use_mirror
  add_bazel 7.7.1 testing
  "$wrapper" info >/dev/null
  rm -rf "$scratch/mirror" "$scratch/apt"
  expect_equal "$("$wrapper" info 2>"$scratch/err")" "$("$wrapper" info)"
  expect_equal "$(cat "$scratch/err")" ''
}

TwoRunsAtOnceInstallOnce() {
  use_mirror
  add_bazel 7.7.1 testing
  mkfifo "$scratch/started" "$scratch/go" "$scratch/second"
  # The first run stands still in patchelf until the second has said that it waits.
  script "$scratch/held/patchelf" <<EOF
#!/bin/bash
if [[ ! -e $scratch/once ]]; then
  : >"$scratch/once"
  echo >"$scratch/started"
  read -r _ <"$scratch/go"
fi
exec $scratch/bin/patchelf "\$@"
EOF
  PATH=$scratch/held:$PATH "$wrapper" info >"$scratch/out1" 2>"$scratch/err1" &
  local first=$! second line
  read -r _ <"$scratch/started"
  "$wrapper" info >"$scratch/out2" 2>"$scratch/second" &
  second=$!
  read -r line <"$scratch/second"
  expect_in 'another run is installing bazel' "$line"
  echo >"$scratch/go"
  wait "$first"
  wait "$second"
  expect_equal "$(cat "$scratch/out1")" "$(cat "$scratch/out2")"
  expect_equal "$(grep -c installing "$scratch/err1")" 1
}

KilledInstallLeavesNothingBroken() {
  use_mirror
  add_bazel 7.7.1 testing
  # SIGKILL in the middle: nothing of the installer's own can clean up.
  script "$scratch/deadly/patchelf" <<'EOF'
#!/bin/bash
kill -KILL "$PPID"
EOF
  expect_failure env PATH="$scratch/deadly:$PATH" "$wrapper" info
  [[ ! -e $(prefix_path) ]] || fail "half a prefix was left where a whole one is expected"
  expect_in '--nosystem_rc' "$("$wrapper" info)"
  no_scraps
}

CacheUnderTmpIsRefused() {
  use_mirror
  local said
  said=$(RELEASE_BOOTSTRAP_CACHE=/tmp/x "$wrapper" info 2>&1) && fail "it ran"
  expect_in 'must not lie under /tmp' "$said"
}

run_tests
