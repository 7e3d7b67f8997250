# Finds the Debian mirrors that this machine's own apt uses. Sourced, never run.
#
# Both formats are read: deb822 (*.sources) and one line (sources.list, *.list). No host is ever
# named here: a company mirror, a proxy's address or a file: repository work as they are.

# Prints "URI", a tab and options (nothing, or `signed-by=/a/key trusted=yes`), one line for every
# enabled binary source that offers `main` of a release: not of its updates or its security fixes,
# which live under other addresses. $1: the folder with sources.list(.d).
list_mirrors() {
  local etc=$1 file
  for file in "$etc"/sources.list.d/*.sources; do
    if [[ -r $file ]]; then deb822_mirrors "$file"; fi
  done
  for file in "$etc"/sources.list "$etc"/sources.list.d/*.list; do
    if [[ -r $file ]]; then one_line_mirrors "$file"; fi
  done
}

# One awk record per stanza would lose continued lines, so fields are gathered by hand.
deb822_mirrors() {
  awk '
    function flush(  i, n, uris, options, suites) {
      suites = " " field["suites"] " "
      if ((" " field["types"] " ") ~ / deb / && tolower(field["enabled"]) !~ /^(no|false|0)$/ &&
          (" " field["components"] " ") ~ / main / && plain_suite(suites)) {
        options = ""
        if (field["signed-by"] ~ /^\//) options = options " signed-by=" field["signed-by"]
        if (tolower(field["trusted"]) == "yes") options = options " trusted=yes"
        n = split(field["uris"], uris, " ")
        for (i = 1; i <= n; i++) print uris[i] "\t" substr(options, 2)
      }
      split("", field)
      name = ""
    }
    function plain_suite(suites,  i, n, all) {
      n = split(suites, all, " ")
      for (i = 1; i <= n; i++) if (all[i] !~ /[-\/]/) return 1
      return 0
    }
    /^#/ { next }
    /^[ \t]*$/ { flush(); next }
    /^[ \t]/ { sub(/^[ \t]+/, ""); if (name != "") field[name] = field[name] " " $0; next }
    /^[^ \t:]+:/ {
      name = tolower(substr($0, 1, index($0, ":") - 1))
      value = substr($0, index($0, ":") + 1)
      gsub(/^[ \t]+|[ \t]+$/, "", value)
      field[name] = value
    }
    END { flush() }
  ' "$1"
}

one_line_mirrors() {
  awk '
    $1 == "deb" {
      options = ""
      line = $0
      sub(/#.*/, "", line)
      sub(/^[ \t]*deb[ \t]+/, "", line)
      if (line ~ /^\[/) {
        given = substr(line, 2, index(line, "]") - 2)
        line = substr(line, index(line, "]") + 1)
        n = split(given, each, " ")
        for (i = 1; i <= n; i++)
          if (tolower(each[i]) ~ /^(signed-by=\/|trusted=yes)/) options = options " " each[i]
      }
      n = split(line, word, " ")
      if (word[1] ~ /^cdrom:/ || word[2] ~ /[-\/]/) next
      for (i = 3; i <= n; i++)
        if (word[i] == "main") { print word[1] "\t" substr(options, 2); break }
    }
  ' "$1"
}
