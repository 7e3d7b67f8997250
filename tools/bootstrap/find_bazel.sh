# Decides which Bazel runs. Sourced, never run.

# Sets `bazel` to $BAZEL_REAL or to a Bazel 7 on PATH, or to nothing: then the prefix is used.
find_bazel() {
  bazel=${BAZEL_REAL:-}
  if [[ -n $bazel ]]; then
    [[ -x $bazel ]] || die "BAZEL_REAL names $bazel, which cannot be run"
    return
  fi
  # A `bazel` on PATH that only looks for this file and runs it would ask itself for ever.
  if [[ -n ${RELEASE_BOOTSTRAP_ASKING:-} ]]; then
    die "a program named bazel on PATH runs this file again without saying BAZEL_REAL"
  fi
  local folder candidate folders
  IFS=: read -r -a folders <<<"$PATH"
  for folder in "${folders[@]}"; do
    candidate=${folder:-.}/bazel
    if [[ -x $candidate && ! -d $candidate && ! $candidate -ef $self ]] &&
      is_bazel_7 "$candidate"; then
      bazel=$candidate
      return
    fi
  done
}

# Asks the program itself; the name of a file proves nothing.
is_bazel_7() {
  local answer
  answer=$(RELEASE_BOOTSTRAP_ASKING=1 BAZELISK_SKIP_WRAPPER=true "$1" --version 2>/dev/null </dev/null) || return 1
  [[ $answer == 'bazel 7.'* ]]
}
