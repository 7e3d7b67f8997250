# Makes unpacked Debian packages run from a folder of their own. Sourced, never run.
#
# Programs of Debian testing need a newer libc than Debian 12 has. They are not installed: they are
# unpacked, and every program is told (patchelf) to use the loader and the libraries beside it.
#
# `log` names the log file. A failure ends the script: these functions rely on `set -e`.

# Unpacks every .deb in folder $1 under folder $2, two at a time, without what nothing runs.
unpack_debs() {
  local debs=$1 root=$2
  mkdir -p "$root"
  # Bash inside xargs, so that a pipeline fails when either half does.
  find "$debs" -name '*.deb' -print0 >"$debs/list"
  logged "$log" xargs -a "$debs/list" -0 -n 8 -P 2 bash -c '
    set -euo pipefail
    root=$1
    shift
    for deb in "$@"; do
      dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --no-same-owner \
        --exclude="./usr/share/doc" --exclude="./usr/share/man" --exclude="./usr/share/locale" \
        --exclude="./usr/share/lintian" --exclude="./usr/share/maven-repo" \
        --exclude="./usr/share/gdb" --exclude="./usr/share/bash-completion" \
        --exclude="./usr/include" --exclude="./usr/lib/debug" --exclude="*/gconv"
    done' unpack "$root"
}

# Turns absolute links inside $1 into relative ones, so that they stay inside.
keep_links_inside() {
  local root=$1 link target
  while IFS= read -r -d '' link; do
    target=$(readlink "$link")
    ln -sfnr "$root$target" "$link"
  done < <(find "$root" -type l -lname '/*' -print0)
}

# Patches every ELF file under $1, which will later be moved to $2. Further arguments: library
# folders of the packages' own, relative to the root, searched after the common one.
relocate_elf() {
  local root=$1 final=$2 libs loader name file folder
  shift 2
  loader=$(cd "$root" && echo usr/lib/*-linux-gnu/ld-linux-*.so.*)
  [[ -f $root/$loader ]] || die "the unpacked packages hold no program loader (usr/lib/*/ld-linux-*)"
  libs=$final/${loader%/*}
  for folder in "$@"; do libs+=:$final/$folder; done

  local -a programs=() libraries=()
  while IFS= read -r -d '' file; do
    is_elf "$file" || continue
    name=${file##*/}
    case $name in
      # The loader and libc find each other; patching them breaks both.
      ld-linux-*.so.* | libc.so.6) ;;
      *.so | *.so.*) libraries+=("$file") ;;
      *) programs+=("$file") ;;
    esac
  done < <(find "$root" -type f \( -perm -u+x -o -name '*.so' -o -name '*.so.*' \) -print0)

  logged "$log" patchelf --set-interpreter "$final/$loader" --set-rpath "$libs" "${programs[@]}"
  logged "$log" patchelf --set-rpath "$libs" "${libraries[@]}"
}

# Reads four bytes without starting a process: hundreds of files are asked.
is_elf() {
  local magic
  IFS= read -r -n 4 magic <"$1" 2>/dev/null || return 1
  [[ $magic == $'\x7fELF' ]]
}
