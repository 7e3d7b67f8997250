#!/bin/sh
# Gives %{label} to docker or podman. Written by dockerfile_image (tools/rules).
#
# Arguments go to `ENGINE load`. CONTAINER_ENGINE names the engine; by default the first of docker and
# podman that is there.
set -eu

engine=${CONTAINER_ENGINE:-}
for candidate in docker podman; do
  [ -n "$engine" ] || ! command -v "$candidate" >/dev/null || engine=$candidate
done
if [ -z "$engine" ] || ! command -v "$engine" >/dev/null; then
  printf 'error[IMAGE-LOAD-NO-ENGINE]: %s\nwhy: %s\nfix: %s\n' \
    "there is no ${engine:-docker or podman} to load %{label} into" \
    'images are built without one, but run by one' \
    'apt-get install podman, or look at the image with: tools/bazel run %{label}.inspect' >&2
  exit 2
fi
exec "$engine" load "$@" <"%{archive}"
