"""`@debian//:runtime`: the shared objects that programs of this workspace load at run time.

An image that is FROM scratch has no libraries: the rule runtime_closure picks from these what a
program needs. They are copies of the machine's files and change with its packages, as the linked
libraries do.
"""

load(":debian_packages.bzl", "files_of", "run")

# What the programs that go into images link to. The packages that these depend on come along.
# A library that runtime_closure misses: add its package here (`dpkg -S libNAME.so.N` tells it).
RUNTIME_PACKAGES = [
    "libc6",
    "libpq5",
    "libssl3",
    "libstdc++6",
]

# A program without libraries: the root of images that RUN something in tests.
_BUSYBOX = "busybox-static"

def busybox_target(ctx, host):
    """Copies Debian's static busybox.

    Args:
      ctx: context of the repository rule.
      host: struct(arch, triplet).

    Returns:
      The text of the target `busybox`.
    """
    files = files_of(ctx, [_BUSYBOX], host.arch)[_BUSYBOX]
    path = [path for path in files if path.endswith("/bin/busybox")][0]
    ctx.execute(["mkdir", "-p", "programs"])
    run(ctx, ["cp", path, "programs/busybox"], "copying busybox")
    return "\nfilegroup(\n    name = \"busybox\",\n    srcs = [\"programs/busybox\"],\n)\n"

def runtime_targets(ctx, host):
    """Copies the shared objects to runtime/.

    Args:
      ctx: context of the repository rule.
      host: struct(arch, triplet).

    Returns:
      The text of the target.
    """
    packages = _closure(ctx, host.arch)
    files = files_of(ctx, packages, host.arch)
    paths = {
        path.rpartition("/")[2]: path
        for package in packages
        for path in files[package]
        if is_shared_object(path, host.triplet)
    }
    ctx.execute(["mkdir", "-p", "runtime"])
    run(ctx, ["cp", "-t", "runtime"] + paths.values(), "copying shared objects")
    return "\nfilegroup(\n    name = \"runtime\",\n    srcs = {},\n)\n".format(
        repr(["runtime/" + name for name in sorted(paths)]),
    )

def _closure(ctx, arch):
    """RUNTIME_PACKAGES and the lib* packages that they depend on, over any number of steps."""
    known, asked = {}, RUNTIME_PACKAGES

    # One round finds all packages of one more step.
    for _ in range(32):
        if not asked:
            break
        known.update({package: True for package in asked})
        files_of(ctx, asked, arch)
        stdout = run(
            ctx,
            ["dpkg-query", "--show", "--showformat=${Pre-Depends}, ${Depends}\n"] +
            [package + ":" + arch for package in asked],
            "asking for the dependencies of packages",
        )
        asked = [name for name in library_packages(stdout) if name not in known]
    return sorted(known)

def library_packages(text):
    """The lib* packages in dpkg's `Depends` fields; the first of alternatives, each once.

    Others (debconf, perl, data) serve installation scripts, or are no libraries.
    """
    names = {}
    for clause in text.replace("\n", ",").split(","):
        name = clause.partition("|")[0].partition("(")[0].strip().partition(":")[0]
        if name.startswith("lib"):
            names[name] = True
    return names.keys()

def is_shared_object(path, triplet):
    """Whether a package's file is a library in the folder that the loader searches.

    Libraries in folders below are plugins of one library, or builds for certain processors.
    """
    folder, _, name = path.rpartition("/")
    return folder.removeprefix("/usr") == "/lib/" + triplet and ".so" in name
