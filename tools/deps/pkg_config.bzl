"""Pure functions over pkg-config's output (tested in selftest/pkg_config_test.bzl)."""

def parse_flags(stdout):
    """Sorts the words that pkg-config printed.

    Args:
      stdout: output of `pkg-config --cflags --libs`.

    Returns:
      A struct of include_dirs (from -I), defines (from -D) and libraries (from -l), each in order and
      without repetitions. Linker words such as -Wl,... and -pthread are dropped.
    """
    include_dirs, defines, libraries = {}, {}, {}
    for word in stdout.replace("\n", " ").split(" "):
        if word.startswith("-I"):
            include_dirs[word[2:].rstrip("/")] = True
        elif word.startswith("-D"):
            defines[word[2:]] = True
        elif word.startswith("-l"):
            libraries[word[2:]] = True
        elif word == "-pthread":
            libraries["pthread"] = True
    return struct(
        include_dirs = include_dirs.keys(),
        defines = defines.keys(),
        libraries = libraries.keys(),
    )

def strip_include_dir(path, include_dirs, triplet):
    """Splits a header's path into the folder that a compiler searches and the name one includes.

    Args:
      path: absolute path under /usr/include.
      include_dirs: folders that pkg-config names for the library.
      triplet: the machine's GNU triplet; its multi-arch folder is always searched.

    Returns:
      (folder, name): the longest matching folder.
    """
    best = "/usr/include"
    for folder in include_dirs + ["/usr/include/" + triplet]:
        if path.startswith(folder + "/") and len(folder) > len(best):
            best = folder
    return best, path[len(best) + 1:]

def libraries_in(files):
    """The `-l` names of the archives in a Debian package's file list, in order."""
    names = []
    for file in files:
        name = file.rpartition("/")[2]
        if name.startswith("lib") and name.endswith(".a"):
            names.append(name.removeprefix("lib").removesuffix(".a"))
    return names
