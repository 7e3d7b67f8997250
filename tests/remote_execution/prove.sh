#!/bin/bash
# Builds //tests/remote_execution:hello and the image //tests/images:ran on a remote-execution engine
# of its own, and shows that every action ran there and that the image is the one that is built
# here. Started by `tools/bazel run //tests/remote_execution:prove`.
#
# Arguments: the capabilities relay, the image's digest from here. Everything lives in a new folder under /tmp and ends with this
# script. Exit code 0 only if the build was remote and what it built runs.
set -euo pipefail

relay=$PWD/$1
digest_here=$(<"$PWD/$2")
config=$PWD/tests/remote_execution/nginx.conf.in
workspace=${BUILD_WORKSPACE_DIRECTORY:?start it with: tools/bazel run //tests/remote_execution:prove}
dir=$(mktemp -d /tmp/remote-execution.XXXXXX)
base=$dir/output_base
pids=()

finish() {
  local status=$?
  # The server first: it holds connections to the others.
  [[ ! -d $base ]] || bazel shutdown >/dev/null 2>&1 || true
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  if ((status != 0)); then
    for log in "$dir"/*.log; do
      echo "--- last lines of ${log##*/}" >&2
      tail -n 15 "$log" >&2
    done
  fi
  chmod -R u+w "$dir"
  rm -rf "$dir"
}
trap finish EXIT

bazel() {
  (cd "$workspace" && tools/bazel --output_base="$base" "$@" </dev/null)
}

# Waits until a process of ours accepts connections; a dead one ends the wait at once.
await() {
  local pid=$1 what=$2 address=$3 deadline=$((SECONDS + 20))
  until curl --silent --output /dev/null --http2-prior-knowledge $address; (($? != 7)); do
    kill -0 "$pid" 2>/dev/null || { echo "$what ended before it listened" >&2; return 1; }
    ((SECONDS < deadline)) || { echo "$what does not listen after 20 s" >&2; return 1; }
  done
}

engine=$("$workspace/tools/bootstrap/prefix.sh" buildbox)
"$engine/bin/buildbox-casd" --bind "unix:$dir/casd.sock" \
  --buildbox-run "$engine/bin/buildbox-run-hosttools" --jobs "$(nproc)" "$dir/cas" \
  >"$dir/casd.log" 2>&1 &
pids+=($!)
await $! buildbox-casd "--unix-socket $dir/casd.sock http://casd/"

"$relay" "unix:$dir/relay.sock" "unix:$dir/casd.sock" >"$dir/relay.log" 2>&1 &
pids+=($!)
await $! capabilities_relay "--unix-socket $dir/relay.sock http://relay/"

# A port that is free now and, as nothing else binds it meanwhile, still free for nginx.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
sed -e "s|@USER@|$(id -un)|" -e "s|@DIR@|$dir|" -e "s|@PORT@|$port|" "$config" >"$dir/nginx.conf"
nginx -p "$dir" -c "$dir/nginx.conf" >"$dir/nginx.log" 2>&1 &
pids+=($!)
await $! nginx "http://127.0.0.1:$port/"

# No fallback and no other cache: an action that the engine does not run fails the build. (In an
# `if`: a failing redirected function would leave with its output still redirected.)
if ! bazel build --config=remote --remote_executor="grpc://127.0.0.1:$port" \
  --spawn_strategy=remote --disk_cache= --noremote_accept_cached --color=no --curses=no \
  --experimental_convenience_symlinks=ignore \
  //tests/remote_execution:hello //tests/images:ran.digest \
  >"$dir/build.log" 2>&1; then
  echo "the remote build failed" >&2
  exit 1
fi

processes=$(grep -o '[0-9]* processes:.*' "$dir/build.log")
echo "$processes"
[[ $processes =~ ([0-9]+)\ remote ]] || { echo "no action ran remotely" >&2; exit 1; }
((BASH_REMATCH[1] >= 3)) || { echo "fewer than protoc, compile and link" >&2; exit 1; }
[[ $processes != *sandbox* && $processes != *local* ]] || { echo "an action ran here" >&2; exit 1; }

digest_there=$(<"$base/execroot/release/bazel-out/k8-fastbuild/bin/tests/images/ran.digest")
echo "image here ${digest_here#sha256:}"
echo "and there  ${digest_there#sha256:}"
[[ $digest_there == "$digest_here" ]] || { echo "the image differs" >&2; exit 1; }

said=$("$base/execroot/release/bazel-out/k8-fastbuild/bin/tests/remote_execution/hello")
echo "$said"
[[ $said == "built remotely, API 2" ]]
