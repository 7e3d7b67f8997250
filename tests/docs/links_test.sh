#!/bin/bash
# Every relative link of every *.md leads to something that is there, and no file names a folder of the machine it
# was written on. Looks at the source tree itself, which the root's README leads to.
set -uo pipefail
root=$(dirname "$(readlink -f "$1")")
cd "$root" || exit 1

broken=0
pages=0
while IFS= read -r page; do
  pages=$((pages + 1))
  # Code blocks and `code` are no links.
  while IFS= read -r target; do
    case $target in
      http://* | https://* | mailto:* | \#*) continue ;;
      # Addresses of the documentation site; tests/sites follows them in a browser.
      /*) [[ $page == ./apps/docs-user/* ]] && continue ;;
    esac
    if [ ! -e "$(dirname "$page")/${target%%#*}" ]; then
      echo "$page: the link to $target leads nowhere"
      broken=$((broken + 1))
    fi
  done < <(awk '/^ *```/ { code = !code; next } !code' "$page" | sed 's/`[^`]*`//g' |
    grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//')
done < <(find . -name .git -prune -o -type f -name '*.md' -print | sort)

# In two parts, so that this file does not find itself.
workplace='/wo''rk/'
if grep -rnIF --exclude-dir=.git --exclude=.git -- "$workplace" .; then
  echo "the lines above name a folder of the machine they were written on"
  broken=$((broken + 1))
fi

echo "$pages pages, $broken faults"
[ "$pages" -gt 40 ] && [ "$broken" -eq 0 ]
