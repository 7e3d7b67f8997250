# Says which groups of packages.txt a command line needs, and whether a stamp says they are there.
# Sourced, never run. Starts no process: it is on the way of every command.

# Reads the list into group_names, group_rule[NAME] and group_packages[NAME].
read_list() {
  declare -gA group_rule=() group_packages=()
  group_names=()
  local line name=''
  while IFS= read -r line || [[ -n $line ]]; do
    case $line in
      '' | '#'*) ;;
      '['*)
        name=${line%%]*}
        name=${name#'['}
        group_names+=("$name")
        group_rule[$name]=${line#*]}
        group_packages[$name]=
        ;;
      *) group_packages[$name]+=$line$'\n' ;;
    esac
  done <"$package_list"
}

# Sets `groups` to the names of the groups that a Bazel command line needs, in the list's order.
needed_groups() {
  local name
  groups=()
  command_targets "$@"
  for name in "${group_names[@]}"; do
    if group_is_needed ${group_rule[$name]}; then groups+=("$name"); fi
  done
}

# Sets `command` and `targets` (absolute, `//a/b:c`) from a Bazel command line.
command_targets() {
  command='' targets=()
  local word here=''
  local workspace=${tools%/tools}
  if [[ $PWD == "$workspace"/* ]]; then here=${PWD#"$workspace"/}; fi
  local value_follows=''
  for word in "$@"; do
    if [[ -n $value_follows ]]; then
      value_follows=''
      continue
    fi
    # What follows is for the program that `run` starts.
    if [[ $word == -- && $command == run && ${#targets[@]} -gt 0 ]]; then break; fi
    case $word in
      # Bazel takes `--flag value` too; before the command, the value would look like one.
      --output_base | --output_user_root | --install_base | --server_javabase | --bazelrc | \
        --host_jvm_args | --max_idle_secs | --failure_detail_out)
        if [[ -z $command ]]; then value_follows=yes; fi
        ;;
      -*) ;;
      *)
        if [[ -z $command ]]; then
          command=$word
          continue
        fi
        while [[ $word == @* ]]; do word=${word#@}; done
        case $word in
          //*) targets+=("$word") ;;
          :*) targets+=("//$here$word") ;;
          *) targets+=("//${here:+$here/}$word") ;;
        esac
        ;;
    esac
  done
}

# Arguments: the words that stand behind [name] in the list.
group_is_needed() {
  local pattern target package
  if [[ ${1:-} == test ]]; then
    shift
    group_is_needed_by_tests "$@"
    return
  fi
  for pattern in "$@"; do
    case $pattern in
      bazel) if [[ -z $bazel && ! -e $bazel_prefix/VERSION ]]; then return 0; fi ;;
      always) if command_reads_packages; then return 0; fi ;;
      */...)
        package=${pattern%/...}
        for target in ${targets[@]+"${targets[@]}"}; do
          case $target in "$package" | "$package":* | "$package"/*) return 0 ;; esac
        done
        ;;
      *)
        for target in ${targets[@]+"${targets[@]}"}; do
          if [[ $target == "$pattern" ]]; then return 0; fi
        done
        ;;
    esac
  done
  return 1
}

# The same behind `test`: the command tests something that may lie under one of the patterns.
group_is_needed_by_tests() {
  local package target
  case $command in test | coverage) ;; *) return 1 ;; esac
  for package in "$@"; do
    package=${package%/...}
    for target in ${targets[@]+"${targets[@]}"}; do
      case $target in
        "$package" | "$package":* | "$package"/*) return 0 ;;
        # A pattern over more than that: `//...` is `/`, `//tests/...` is `//tests`.
        */...) if [[ $package/ == "${target%/...}"/* ]]; then return 0; fi ;;
      esac
    done
  done
  return 1
}

# The commands that load BUILD files, and with them the rules that look for Debian's libraries.
command_reads_packages() {
  case $command in
    build | test | run | coverage | query | cquery | aquery | fetch | sync | mobile-install | \
      print_action) return 0 ;;
    *) return 1 ;;
  esac
}

# A stamp holds the packages that were seen installed. It counts while dpkg has changed nothing
# since and the list still says the same.
groups_are_stamped() {
  local name stamp seen
  for name in ${groups[@]+"${groups[@]}"}; do
    stamp=$cache/packages/$name
    [[ $stamp -nt $dpkg_status ]] || return 1
    IFS= read -r -d '' seen <"$stamp" || true
    [[ $seen == "${group_packages[$name]}" ]] || return 1
  done
}
