#!/bin/bash
# Proves which Bazel tools/bazel runs, and that it stays out of the way when nothing is missing.
source "${BASH_SOURCE[0]%/*}/testing.sh"

BazelRealIsUsedBeforeAnyOther() {
  fake_bazel "$scratch/bin/bazel" 7.4.1
  fake_bazel "$scratch/real/bazel" 9.9.9
  expect_equal "$(BAZEL_REAL=$scratch/real/bazel "$wrapper" info)" 'ran 9.9.9: info'
}

MissingBazelRealIsSaid() {
  local said
  said=$(BAZEL_REAL=$scratch/nothing "$wrapper" info 2>&1) && fail "it ran"
  expect_in "BAZEL_REAL names $scratch/nothing" "$said"
}

BazelSevenOnPathIsUsedWithoutFlagsOfOurs() {
  fake_bazel "$scratch/bin/bazel" 7.4.1
  expect_equal "$("$wrapper" info release)" 'ran 7.4.1: info release'
}

BazelEightOnPathIsPassedOver() {
  fake_bazel "$scratch/bin/bazel" 8.0.0
  fake_prefix
  expect_in 'ran 7.0.0-prefix:' "$("$wrapper" info)"
}

LaterBazelSevenOnPathIsFoundBehindAnEight() {
  fake_bazel "$scratch/bin/bazel" 8.0.0
  fake_bazel "$scratch/more/bazel" 7.1.0
  expect_equal "$(PATH=$PATH:$scratch/more "$wrapper" info)" 'ran 7.1.0: info'
}

ProgramThatOnlyIsNamedBazelIsPassedOver() {
  script "$scratch/bin/bazel" <<<$'#!/bin/bash\necho "bazelisk of another kind"'
  fake_prefix
  expect_in 'ran 7.0.0-prefix:' "$("$wrapper" info)"
}

WrapperOnPathDoesNotRunItself() {
  fake_prefix
  expect_in 'ran 7.0.0-prefix:' "$(PATH=$tools_dir:$PATH "$wrapper" info)"
}

ProgramOnPathThatRunsTheWrapperAgainIsPassedOver() {
  script "$scratch/bin/bazel" <<<"#!/bin/bash"$'\n'"exec '$wrapper' \"\$@\""
  fake_prefix
  expect_in 'ran 7.0.0-prefix:' "$("$wrapper" info)"
}

PrefixIsGivenItsOwnFlags() {
  fake_prefix
  local prefix said
  prefix=$(prefix_path)
  said=$("$wrapper" --output_base=/x build //:a)
  expect_in "--nosystem_rc --install_base=$prefix/root/usr/share/bazel --trust_install_base" "$said"
  expect_in "--server_javabase=$prefix/javahome --bazelrc=$prefix/bazelrc" "$said"
  expect_in '--output_base=/x build //:a' "$said"
}

ArgumentsArriveUnchanged() {
  fake_bazel "$scratch/bin/bazel" 7.4.1
  script "$scratch/real" <<<$'#!/bin/bash\nprintf "<%s>" "$@"'
  expect_equal "$(BAZEL_REAL=$scratch/real "$wrapper" run //:a -- 'two words' '' '*')" \
    '<run><//:a><--><two words><><*>'
}

ReadyMachineStartsNoProgramAndSaysNothing() {
  fake_prefix
  printf '[all] always\ng++\nlld\n' >"$RELEASE_BOOTSTRAP_LIST"
  installed g++ lld
  "$wrapper" build //:a >"$scratch/first" 2>&1
  # Now nothing can be started: a single command that is not Bash's own would end the run.
  PATH=/nonexistent /bin/bash "$wrapper" build //:a >"$scratch/out" 2>"$scratch/err"
  expect_in 'build //:a' "$(cat "$scratch/out")"
  expect_equal "$(cat "$scratch/err")" ''
}

run_tests
