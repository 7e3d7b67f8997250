#!/bin/sh
# Shows what %{label} is. Written by dockerfile_image (tools/rules).
set -eu
exec "%{image}" inspect "$@" "%{layout}"
