"""Repository rules that expose Debian's packaged libraries as ordinary Bazel targets.

The rules read the machine and never change it: tools/bazel installs packages, a rule only says
which one is missing. Files are copied, not linked, so that the sandbox can hide /usr/include/absl
and its like (.bazelrc, --sandbox_block_path): a header then reaches a compile only through a
declared dependency. The file lists of the packages (/var/lib/dpkg/info/PACKAGE.md5sums) are
watched, so a package upgrade fetches the repository again and nothing else does.
"""

load(":debian_libraries.bzl", "LIBRARIES", "TOOLS", "WELL_KNOWN_PROTOS")
load(":pkg_config.bzl", "libraries_in", "parse_flags", "strip_include_dir")

_HEADER_SUFFIXES = (".h", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".ipp", ".tcc")

def _run(ctx, argv, what):
    result = ctx.execute(argv)
    if result.return_code != 0:
        fail("@{repo}: {what} failed (exit code {code}).\n  command: {argv}\n  {err}".format(
            repo = ctx.name,
            what = what,
            code = result.return_code,
            argv = " ".join([str(arg) for arg in argv]),
            err = result.stderr.strip(),
        ))
    return result.stdout

def _tool(ctx, name, package):
    path = ctx.which(name)
    if not path:
        fail("@{}: `{}` is not on this machine. It is in the Debian package {}: {}".format(
            ctx.name,
            name,
            package,
            _cure([package]),
        ))
    return path

def _cure(packages):
    return ("start Bazel as tools/bazel, which installs it, or run " +
            "`apt-get install --no-install-recommends {}` as root.".format(" ".join(packages)))

def _md5sums(ctx, package, arch):
    """The dpkg file list of an installed package, watched, or None if it is not installed."""
    for name in [package + ":" + arch, package]:
        path = ctx.path("/var/lib/dpkg/info/{}.md5sums".format(name))
        ctx.watch(path)
        if path.exists:
            return path
    return None

def _files_of(ctx, packages, arch):
    """Maps each package to the absolute paths of its files; stops if one is not installed."""
    files, missing = {}, []
    for package in packages:
        path = _md5sums(ctx, package, arch)
        if path:
            lines = ctx.read(path, watch = "yes").splitlines()
            files[package] = ["/" + line.partition("  ")[2] for line in lines]
        else:
            missing.append(package)
    if missing:
        fail("@{}: not installed on this machine: {}.\n  To fix it, {}".format(
            ctx.name,
            ", ".join(missing),
            _cure(missing),
        ))
    return files

def _copy(ctx, files, from_dir, to_dir):
    """Copies files, named relative to from_dir, keeping their folders."""
    ctx.execute(["mkdir", "-p", to_dir])
    result = ctx.execute(
        ["cp", "--dereference", "--parents", "--target-directory", str(ctx.path(to_dir))] + files,
        working_directory = from_dir,
    )
    if result.return_code != 0:
        fail("@{}: cannot copy from {}: {}".format(ctx.name, from_dir, result.stderr.strip()))

def _reached_headers(ctx, row, compiler):
    """The host headers that the row's entry points reach, as a set."""
    source = "".join(["#include <{}>\n".format(header) for header in row.entry_points])
    ctx.file("entry_points/{}.cc".format(row.name), source)
    stdout = _run(
        ctx,
        [compiler, "-std=c++20", "-M", "entry_points/{}.cc".format(row.name)],
        "listing the headers that `{}` reaches".format(row.name),
    )
    return {word: True for word in stdout.replace("\\\n", " ").split(" ") if word}

def _headers(ctx, row, flags, files, host):
    """Copies the headers of one row to NAME/include."""
    reached = _reached_headers(ctx, row, host.compiler) if row.entry_points else None
    by_dir = {}
    for package in row.packages:
        for path in files[package]:
            if not path.startswith("/usr/include/") or not _is_header(path):
                continue
            if reached != None and path not in reached:
                continue
            include_dir, relative = strip_include_dir(path, flags.include_dirs, host.triplet)
            by_dir.setdefault(include_dir, []).append(relative)
    for include_dir, relatives in by_dir.items():
        _copy(ctx, relatives, include_dir, row.name + "/include")

def _is_header(path):
    name = path.rpartition("/")[2]
    return name.endswith(_HEADER_SUFFIXES) or "." not in name

def _find_library(ctx, name, suffix, host):
    path = ctx.path("/usr/lib/{}/lib{}{}".format(host.triplet, name, suffix))
    return str(path.realpath) if path.exists else None

# Parts of glibc: their archives are empty or must not be used.
_GLIBC = ["pthread", "dl", "rt", "m"]

def _libraries(ctx, row, flags, files, provided, host):
    """Splits the row's -l names into files (name -> path on the host) and dynamic leftovers."""
    found, leftovers = {}, []
    suffix = ".a" if row.link == "static" else ".so"
    names = flags.libraries + row.extra_libs
    if row.all_libs_of:
        names += libraries_in(files[row.all_libs_of])
    for name in names:
        if name in provided or name in found or name in leftovers:
            continue
        if name in _GLIBC:
            leftovers.append(name)
            continue
        path = _find_library(ctx, name, suffix, host)
        if path:
            found[name] = path
        else:
            fail("@{}: row `{}` needs lib{}{}, which is not in /usr/lib/{}. ".format(
                ctx.name,
                row.name,
                name,
                suffix,
                host.triplet,
            ) + "The row is in tools/deps/debian_libraries.bzl.")
    return found, leftovers

_TARGET = """
cc_library(
    name = {name},
    srcs = {srcs},
    hdrs = glob([{hdrs}], allow_empty = True),
    additional_linker_inputs = {linker_inputs},
    defines = {defines},
    includes = [{includes}],
    linkopts = {linkopts},
    linkstatic = True,
    deps = {deps},
)
"""

def _target(row, flags, found, leftovers):
    """The cc_library text of one row."""
    files = ["{}/lib/{}".format(row.name, path.rpartition("/")[2]) for path in found.values()]
    linkopts = ["-l" + name for name in leftovers]
    if row.link == "shared":
        # As-needed: a library that no symbol asks for costs its loading at every start.
        linkopts = ["-Wl,--push-state,--as-needed"] + [
            "$(execpath {})".format(file)
            for file in files
        ] + ["-Wl,--pop-state"] + linkopts
    return _TARGET.format(
        name = repr(row.name),
        srcs = repr(files if row.link == "static" else []),
        hdrs = repr(row.name + "/include/**") if row.packages else "",
        linker_inputs = repr(files if row.link == "shared" else []),
        defines = repr(flags.defines if row.defines else []),
        includes = repr(row.name + "/include") if row.packages else "",
        linkopts = repr(linkopts),
        deps = repr([":" + dep for dep in row.deps]),
    )

def _owners(ctx, paths):
    """The packages that own these files (a library's .so belongs to its runtime package)."""
    if not paths:
        return []

    # dpkg knows some files under /lib, from before /lib became a link to /usr/lib.
    candidates = paths + [path.removeprefix("/usr") for path in paths]
    stdout = ctx.execute(["dpkg-query", "--search"] + candidates).stdout
    owners = {}
    for line in stdout.splitlines():
        for owner in line.rpartition(": ")[0].split(", "):
            owners[owner.partition(":")[0]] = True
    return owners.keys()

def _debian_libraries_impl(ctx):
    pkg_config = _tool(ctx, "pkg-config", "pkg-config")
    compiler = _tool(ctx, "g++", "g++")
    _tool(ctx, "dpkg-query", "dpkg")
    host = struct(
        arch = _run(ctx, ["dpkg", "--print-architecture"], "asking for the architecture").strip(),
        triplet = _run(ctx, [compiler, "-dumpmachine"], "asking for the target").strip(),
        compiler = compiler,
    )
    packages = {package: True for row in LIBRARIES for package in row.packages}
    packages.update({package: True for package, _ in TOOLS.values()})
    files = _files_of(ctx, packages.keys(), host.arch)

    flags_of, provided_by, build, paths = {}, {}, [_HEADER], []
    for row in LIBRARIES:
        stdout = ""
        if row.pkg_config:
            # Depth 1 is the list of names we give, depth 2 the modules themselves.
            static = ["--static"] if row.link == "static" else []
            stdout = _run(
                ctx,
                [pkg_config, "--maximum-traverse-depth=2", "--cflags", "--keep-system-cflags"] +
                ["--libs"] + static + row.pkg_config.split(" "),
                "pkg-config for `{}`".format(row.name),
            )
        flags = parse_flags(stdout)
        if row.pkg_config and not (flags.include_dirs or flags.libraries):
            fail("@{}: pkg-config says nothing about `{}`".format(ctx.name, row.pkg_config))
        _headers(ctx, row, flags, files, host)
        found, leftovers = {}, []
        if row.link != "headers":
            provided = {name: True for dep in row.deps for name in provided_by.get(dep, [])}
            found, leftovers = _libraries(ctx, row, flags, files, provided, host)
            provided_by[row.name] = found.keys()
            paths += found.values()
            ctx.execute(["mkdir", "-p", row.name + "/lib"])
            if found:
                _run(ctx, ["cp", "-t", row.name + "/lib"] + found.values(), "copying libraries")
        build.append(_target(row, flags, found, leftovers))

    for name, (_, path) in TOOLS.items():
        ctx.execute(["mkdir", "-p", "bin"])
        _run(ctx, ["cp", path, "bin/" + name], "copying " + path)
        build.append("\nsh_binary(\n    name = {},\n    srcs = [{}],\n)\n".format(
            repr(name),
            repr("bin/" + name),
        ))

    for package in _owners(ctx, paths):
        _md5sums(ctx, package, host.arch)
    ctx.file("BUILD.bazel", "".join(build), executable = False)

_HEADER = """# Generated by tools/deps/debian.bzl from tools/deps/debian_libraries.bzl.
package(default_visibility = ["//visibility:public"])
"""

debian_libraries = repository_rule(
    implementation = _debian_libraries_impl,
    doc = """Exposes the rows of debian_libraries.bzl as cc_library targets, and protoc and
grpc_cpp_plugin as executables.

Example: `debian_libraries(name = "debian")`, then `deps = ["@debian//:absl"]`.
Fails, naming the packages and the command that installs them, when one is missing.""",
    environ = ["PATH", "PKG_CONFIG_PATH"],
)

_WELL_KNOWN = """
proto_library(
    name = {name},
    srcs = [{src}],
    deps = {deps},
)
"""

_PROTO_HEADER = """# Generated by tools/deps/debian.bzl from the Debian package libprotobuf-dev.
package(default_visibility = ["//visibility:public"])

alias(
    name = "protoc",
    actual = "@debian//:protoc",
)

# Their C++ code is part of libprotobuf: cc_proto_library generates none for them.
proto_lang_toolchain(
    name = "cc_toolchain",
    blacklisted_protos = {protos},
    command_line = "--cpp_out=$(OUT)",
    runtime = "@debian//:protobuf",
)
"""

def _debian_protobuf_impl(ctx):
    arch = _run(ctx, ["dpkg", "--print-architecture"], "asking for the architecture").strip()
    _files_of(ctx, ["libprotobuf-dev"], arch)
    sources = ["google/protobuf/{}.proto".format(name) for name in WELL_KNOWN_PROTOS]
    _copy(ctx, sources, "/usr/include", ".")
    build = _PROTO_HEADER.format(
        protos = repr([":{}_proto".format(name) for name in WELL_KNOWN_PROTOS]),
    )
    for name, deps in WELL_KNOWN_PROTOS.items():
        build += _WELL_KNOWN.format(
            name = repr(name + "_proto"),
            src = repr("google/protobuf/{}.proto".format(name)),
            deps = repr([":{}_proto".format(dep) for dep in deps]),
        )
    ctx.file("BUILD.bazel", build, executable = False)

debian_protobuf = repository_rule(
    implementation = _debian_protobuf_impl,
    doc = """The part of com_google_protobuf that native proto rules ask for: `protoc`,
`cc_toolchain` and the well-known types as `NAME_proto` (`timestamp_proto`, ...).

MUST be named com_google_protobuf: Bazel's --proto_compiler and --proto_toolchain_for_cc point there
by default, so no flag is needed.""",
)
