#!/bin/bash
# Proves that the machine's own Debian mirrors are found in both formats of apt's sources.
source "${BASH_SOURCE[0]%/*}/testing.sh"
source "$tools_dir/bootstrap/mirrors.sh"

# Lists what is found when stdin is the file $1 of apt's folder; tabs are shown as `|`.
found_in() {
  mkdir -p "$scratch/apt/sources.list.d"
  cat >"$scratch/apt/$1"
  list_mirrors "$scratch/apt" | awk '{ gsub(/\t/, "|"); print }'
}

StanzaIsRead() {
  expect_equal "$(found_in sources.list.d/debian.sources <<'EOF'
Types: deb deb-src
# A comment inside.
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/some.gpg
EOF
  )" 'http://mirror.example/debian|signed-by=/usr/share/keyrings/some.gpg'
}

SecuritySourceAndDisabledStanzaAreSkipped() {
  expect_equal "$(found_in sources.list.d/a.sources <<'EOF'
Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

types: deb
uris: http://one.example/debian
 http://two.example/debian
suites: bookworm
components: main
trusted: yes
EOF
  )" $'http://one.example/debian|trusted=yes\nhttp://two.example/debian|trusted=yes'
}

OneLineFormatIsRead() {
  expect_equal "$(found_in sources.list <<'EOF'
# deb http://comment.example/debian bookworm main
deb cdrom:[Debian 12]/ bookworm main
deb-src http://source.example/debian bookworm main
deb http://plain.example/debian bookworm main # the mirror
deb [ arch=amd64 signed-by=/k.gpg trusted=yes ] http://options.example/debian bookworm contrib main
deb http://mirror.example/security bookworm-security main
deb http://tool.example/apt stable tool
EOF
  )" $'http://plain.example/debian|\nhttp://options.example/debian|signed-by=/k.gpg trusted=yes'
}

FilesOfOtherNamesAreNotRead() {
  expect_equal "$(found_in sources.list.d/old.list.disabled <<<'deb http://x.example/ bookworm main')" ''
}

run_tests
