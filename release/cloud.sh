#!/bin/sh
# The rehearsal's cloud by itself, with the vendors: `up` unless another command of localcloud is named.
set -eu
command=${1:-up}
[ $# -eq 0 ] || shift
case $command in
  up)
    exec "$LOCALCLOUD" up --image="$IMAGE" --image-digest="$IMAGE_DIGEST" --prelude="$PRELUDE" --workerd="$WORKERD" \
      --site-server="$SITE_SERVER" --zone=spectral.test "$@"
    ;;
  *) exec "$LOCALCLOUD" "$command" "$@" ;;
esac
