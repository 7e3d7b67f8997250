"""Repository rules that expose Debian's packaged libraries as ordinary Bazel targets.

The rules read the machine and never change it: tools/bazel installs packages, a rule only says
which one is missing. Files are copied, not linked, so that the sandbox can hide /usr/include/absl
and its like (.bazelrc, --sandbox_block_path): a header then reaches a compile only through a
declared dependency. The file lists of the packages (/var/lib/dpkg/info/PACKAGE.md5sums) are
watched, so a package upgrade fetches the repository again and nothing else does.
"""

load(":debian_libraries.bzl", "LIBRARIES", "TOOLS")
load(":debian_packages.bzl", "copy", "files_of", "md5sums", "run", "tool_path")
load(":debian_runtime.bzl", "busybox_target", "runtime_targets")
load(":pkg_config.bzl", "libraries_in", "parse_flags", "strip_include_dir")

_HEADER_SUFFIXES = (".h", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".ipp", ".tcc")

def _reached_headers(ctx, row, compiler):
    """The host headers that the row's entry points reach, as a set."""
    source = "".join(["#include <{}>\n".format(header) for header in row.entry_points])
    ctx.file("entry_points/{}.cc".format(row.name), source)
    stdout = run(
        ctx,
        ["env", "-u", "CPATH", "-u", "CPLUS_INCLUDE_PATH"] +
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
        copy(ctx, relatives, include_dir, row.name + "/include")

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
    pkg_config = tool_path(ctx, "pkg-config", "pkg-config")
    compiler = tool_path(ctx, "g++", "g++")
    tool_path(ctx, "dpkg-query", "dpkg")
    host = struct(
        arch = run(ctx, ["dpkg", "--print-architecture"], "asking for the architecture").strip(),
        triplet = run(ctx, [compiler, "-dumpmachine"], "asking for the target").strip(),
        compiler = compiler,
    )
    packages = {package: True for row in LIBRARIES for package in row.packages}
    packages.update({package: True for package, _ in TOOLS.values()})
    files = files_of(ctx, packages.keys(), host.arch)

    flags_of, provided_by, build, paths = {}, {}, [_HEADER], []
    for row in LIBRARIES:
        stdout = ""
        if row.pkg_config:
            # Depth 1 is the list of names we give, depth 2 the modules themselves.
            static = ["--static"] if row.link == "static" else []
            stdout = run(
                ctx,
                # Only Debian's own modules, whatever the caller's environment adds.
                ["env", "-u", "PKG_CONFIG_PATH", "-u", "PKG_CONFIG_LIBDIR"] +
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
                run(ctx, ["cp", "-t", row.name + "/lib"] + found.values(), "copying libraries")
        build.append(_target(row, flags, found, leftovers))

    for name, (_, path) in TOOLS.items():
        ctx.execute(["mkdir", "-p", "bin"])
        run(ctx, ["cp", path, "bin/" + name], "copying " + path)
        build.append("\nsh_binary(\n    name = {},\n    srcs = [{}],\n)\n".format(
            repr(name),
            repr("bin/" + name),
        ))

    build.append(runtime_targets(ctx, host))
    build.append(busybox_target(ctx, host))

    for package in _owners(ctx, paths):
        md5sums(ctx, package, host.arch)
    ctx.file("BUILD.bazel", "".join(build), executable = False)

_HEADER = """# Generated by tools/deps/debian.bzl from tools/deps/debian_libraries.bzl.
package(default_visibility = ["//visibility:public"])
"""

debian_libraries = repository_rule(
    implementation = _debian_libraries_impl,
    doc = """Exposes the rows of debian_libraries.bzl as cc_library targets, protoc and grpc_cpp_plugin
as executables, and the shared objects of programs in images as :runtime (debian_runtime.bzl).

Example: `debian_libraries(name = "debian")`, then `deps = ["@debian//:absl"]`.
Fails, naming the packages and the command that installs them, when one is missing.""",
)
