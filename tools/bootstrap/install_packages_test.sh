#!/bin/bash
# Proves when tools/bazel installs which Debian packages, with a fake apt-get and a fake dpkg status.
source "${BASH_SOURCE[0]%/*}/testing.sh"

# An apt-get that writes its arguments to $scratch/calls and records what it installs. It first runs
# $scratch/during, if there is one: what happens while apt-get works.
fake_apt() {
  fake_bazel "$scratch/bin/bazel" 7.4.1
  script "$scratch/bin/apt-get" <<'EOF'
#!/bin/bash
echo "$*" >>"$SCRATCH/calls"
echo "apt says something long"
for word in "$@"; do
  if [[ $word == update ]]; then touch "$SCRATCH/lists"; exit 0; fi
done
if [[ -e $SCRATCH/during ]]; then . "$SCRATCH/during"; fi
for word in "$@"; do
  case $word in
    -* | install | DPkg::*) ;;
    *) printf 'Package: %s\nStatus: install ok installed\n\n' "$word" >>"$RELEASE_BOOTSTRAP_STATUS" ;;
  esac
done
EOF
  export SCRATCH=$scratch
  : >"$scratch/calls"
  cat >"$RELEASE_BOOTSTRAP_LIST" <<'EOF'
# Why.
[base] always
g++
lld

[bench] //tests/bench/... //tests:peers
hyperfine
EOF
}

calls() { grep -c "$1" "$scratch/calls" || true; }

MissingPackagesAreInstalledWithOneLine() {
  fake_apt
  installed g++
  "$wrapper" build //:a >"$scratch/out" 2>"$scratch/err"
  expect_equal "$(grep -c . "$scratch/err")" 1
  expect_in 'installing 1 missing Debian packages' "$(cat "$scratch/err")"
  expect_in 'install -y --no-install-recommends' "$(cat "$scratch/calls")"
  expect_not_in 'g++' "$(cat "$scratch/calls")"
  expect_in 'apt says something long' "$(cat "$scratch/cache/apt-get.log")"
  expect_equal "$(cat "$scratch/out")" 'ran 7.4.1: build //:a'
}

InstalledPackagesAreLeftAlone() {
  fake_apt
  installed g++ lld
  expect_equal "$("$wrapper" build //:a 2>&1)" 'ran 7.4.1: build //:a'
  expect_equal "$(calls .)" 0
}

PackageThatWasRemovedComesBack() {
  fake_apt
  "$wrapper" build //:a 2>/dev/null
  : >"$RELEASE_BOOTSTRAP_STATUS"
  installed g++
  "$wrapper" build //:a 2>/dev/null
  expect_equal "$(calls 'lld$')" 2
}

HalfInstalledPackageCountsAsMissing() {
  fake_apt
  installed g++
  printf 'Package: lld\nStatus: install ok half-configured\n\n' >>"$RELEASE_BOOTSTRAP_STATUS"
  "$wrapper" build //:a 2>/dev/null
  expect_equal "$(calls 'lld$')" 1
}

ListThatChangedIsCheckedAgain() {
  fake_apt
  "$wrapper" build //:a 2>/dev/null
  printf '[more] always\npatchelf\n' >>"$RELEASE_BOOTSTRAP_LIST"
  "$wrapper" build //:a 2>/dev/null
  expect_equal "$(calls 'patchelf$')" 1
}

WithoutRootTheCommandIsPrinted() {
  fake_apt
  export RELEASE_BOOTSTRAP_UID=1000
  local said status=0
  said=$("$wrapper" test //... 2>&1) || status=$?
  expect_equal "$status" 1
  expect_in 'sudo apt-get install -y --no-install-recommends g++ lld' "$said"
  expect_not_in 'ran 7' "$said"
  expect_equal "$(calls .)" 0
}

CommandsThatBuildNothingNeedNoPackages() {
  fake_apt
  "$wrapper" --version >/dev/null
  "$wrapper" --output_base /somewhere shutdown >/dev/null
  expect_equal "$(calls .)" 0
}

BuildBehindAnOptionWithAValueIsSeen() {
  fake_apt
  "$wrapper" --output_base /somewhere build //:a 2>/dev/null
  expect_equal "$(calls 'g++ lld$')" 1
}

# Runs the wrapper with a list of which one group belongs to tests; prints what was installed of it.
tests_group_installed_by() {
  fake_apt
  : >"$RELEASE_BOOTSTRAP_STATUS"
  printf '[judges] test //tests/images/... //x:y\nskopeo\n' >>"$RELEASE_BOOTSTRAP_LIST"
  "$wrapper" "$@" >/dev/null 2>&1
  calls 'skopeo'
}

GroupOfTestsComesWithTestsThatMayReachIt() {
  expect_equal "$(tests_group_installed_by test //...)" 1
  expect_equal "$(tests_group_installed_by test //tests/...)" 1
  expect_equal "$(tests_group_installed_by test //tests/images/table:all)" 1
  expect_equal "$(tests_group_installed_by coverage //x:y)" 1
}

GroupOfTestsStaysAwayOtherwise() {
  expect_equal "$(tests_group_installed_by build //...)" 0
  expect_equal "$(tests_group_installed_by run //release:rehearsal)" 0
  expect_equal "$(tests_group_installed_by test //tools/... //tests/images2/... //tests:all)" 0
}

OptionalGroupComesOnlyWithItsTargets() {
  fake_apt
  "$wrapper" test //... //tests/benchmarks:x //tests:all 2>/dev/null
  "$wrapper" run //app -- //tests/bench:x 2>/dev/null
  expect_equal "$(calls hyperfine)" 0
  "$wrapper" run //tests/bench/deep:x 2>/dev/null
  expect_equal "$(calls hyperfine)" 1
}

RelativeTargetsCountFromTheFolderOneIsIn() {
  fake_apt
  cd "$tools_dir"
  "$wrapper" run -c opt tests:peers 2>/dev/null
  expect_equal "$(calls hyperfine)" 0
  cd ..
  "$wrapper" run -c opt tests:peers 2>/dev/null
  expect_equal "$(calls hyperfine)" 1
}

PackageListsAreFetchedOnlyWhenInstallingFails() {
  fake_apt
  echo '[[ -e $SCRATCH/lists ]] || exit 100' >"$scratch/during"
  "$wrapper" build //:a 2>/dev/null
  expect_equal "$(calls update)" 1
  expect_equal "$(calls ' install ')$(calls '^install')" '02'
  "$wrapper" build //:a 2>/dev/null
  expect_equal "$(calls update)" 1
}

FailureShowsWhatAptSaid() {
  fake_apt
  echo 'echo "E: no such thing"; exit 100' >"$scratch/during"
  local said
  said=$("$wrapper" build //:a 2>&1) && fail "it ran"
  expect_in 'E: no such thing' "$said"
  expect_in "the whole log is $scratch/cache/apt-get.log" "$said"
  expect_failure "$wrapper" build //:a 2>/dev/null
}

SuccessOfAptThatInstallsNothingIsNotBelieved() {
  fake_apt
  echo 'exit 0' >"$scratch/during"
  local said
  said=$("$wrapper" build //:a 2>&1) && fail "it ran"
  expect_in 'these are missing: g++ lld' "$said"
}

TwoRunsAtOnceInstallOnce() {
  fake_apt
  mkfifo "$scratch/go" "$scratch/second"
  # The first run's apt-get works until the second run has said that it waits.
  echo 'echo >"$SCRATCH/started"; read -r _ <"$SCRATCH/go"' >"$scratch/during"
  mkfifo "$scratch/started"
  "$wrapper" build //:first >"$scratch/out1" 2>"$scratch/err1" &
  local first=$! line
  read -r _ <"$scratch/started"
  "$wrapper" build //:second >"$scratch/out2" 2>"$scratch/second" &
  local second=$!
  read -r line <"$scratch/second"
  expect_in 'another run is installing packages' "$line"
  echo >"$scratch/go"
  wait "$first"
  wait "$second"
  expect_equal "$(calls install)" 1
  expect_equal "$(cat "$scratch/out1" "$scratch/out2")" $'ran 7.4.1: build //:first\nran 7.4.1: build //:second'
}

KilledRunIsRepairedByTheNext() {
  fake_apt
  echo 'kill -KILL $PPID; exit 1' >"$scratch/during"
  expect_failure "$wrapper" build //:a 2>/dev/null
  rm "$scratch/during"
  expect_equal "$("$wrapper" build //:a 2>/dev/null)" 'ran 7.4.1: build //:a'
  expect_equal "$(echo "$scratch"/cache/shims.*)" "$scratch/cache/shims.*"
}

InterruptedDpkgIsFinishedFirst() {
  fake_apt
  script "$scratch/bin/dpkg" <<<$'#!/bin/bash\necho "dpkg $*" >>"$SCRATCH/calls"; touch "$SCRATCH/lists"'
  echo '[[ -e $SCRATCH/lists ]] || { echo "E: dpkg was interrupted, run dpkg --configure -a"; exit 100; }' \
    >"$scratch/during"
  "$wrapper" build //:a 2>/dev/null
  expect_equal "$(calls 'dpkg --configure -a')" 1
}

NewServicesAreNotStartedAndNoClusterIsMade() {
  fake_apt
  local name
  for name in invoke-rc.d deb-systemd-invoke pg_createcluster; do
    script "$scratch/bin/$name" <<<"#!/bin/bash"$'\n'"echo 'real $name' \"\$@\" >>\"\$SCRATCH/calls\""
  done
  # What maintainer scripts call, with the PATH that dpkg would give them.
  cat >"$scratch/during" <<'EOF'
for word in "$@"; do
  if [[ $word == DPkg::Path=* ]]; then PATH=${word#*=}; fi
done
pg_createcluster -u postgres 15 main
invoke-rc.d nginx start
deb-systemd-invoke start nginx.service
invoke-rc.d cron restart
EOF
  "$wrapper" build //:a 2>/dev/null
  expect_equal "$(grep real "$scratch/calls")" 'real invoke-rc.d cron restart'
}

run_tests
