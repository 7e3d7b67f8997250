#!/bin/sh
# What a build with --stamp may know of the world (.bazelrc, --workspace_status_command): one key and value
# a line. Only actions that ask for it see it; in this workspace, the late labels of images.
#
#   STABLE_REVISION    the commit, with -dirty when tracked files differ from it; `unknown` outside of git
#   STABLE_GENERATION  $SPECTRAL_GENERATION, the generation that a release claimed; 0 when there is none
set -eu

revision=unknown
if commit=$(git rev-parse --verify --quiet HEAD 2>/dev/null); then
  revision=$commit
  git diff-index --quiet HEAD -- 2>/dev/null || revision=$commit-dirty
fi
case ${SPECTRAL_GENERATION:-0} in
  *[!0-9]*)
    echo "SPECTRAL_GENERATION is not a whole number" >&2
    exit 1
    ;;
esac
echo "STABLE_REVISION $revision"
echo "STABLE_GENERATION ${SPECTRAL_GENERATION:-0}"
