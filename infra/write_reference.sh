#!/bin/bash
# Renews REFERENCE.md in the source tree from what was built.
set -euo pipefail
install -m 0644 "$1" "${BUILD_WORKSPACE_DIRECTORY:?start with tools/bazel run //infra:write_reference}/infra/REFERENCE.md"
