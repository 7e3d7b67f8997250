"""npm_tree: one package.json and package-lock.json as an external repository.

No npm client runs: the lock already says which archives make the tree and what their bytes are. So
the same lock gives the same tree on every machine, and no install script can run.
"""

load(":npm_lock.bzl", "read_lock")
load(":npmrc.bzl", "auth_of", "parse_npmrc", "registry_of", "tarball_url")

# Names that would make Bazel see a package or a workspace inside the tree.
_BAZEL_FILES = [
    "BUILD",
    "BUILD.bazel",
    "WORKSPACE",
    "WORKSPACE.bazel",
    "MODULE.bazel",
    "REPO.bazel",
]

_CPUS = {"aarch64": "arm64", "amd64": "x64", "x86_64": "x64"}

def _run(ctx, argv, what):
    result = ctx.execute(argv)
    if result.return_code != 0:
        fail("@{}: {} failed: {}".format(ctx.name, what, result.stderr.strip()))
    return result.stdout

def _settings(ctx):
    """npm's settings on this machine. Not watched: they say where from, never what."""
    environ = ctx.os.environ
    home = environ.get("HOME", "")
    user = environ.get("NPM_CONFIG_USERCONFIG", environ.get("npm_config_userconfig"))
    settings = {}
    for path in ["/etc/npmrc", "/usr/etc/npmrc", user or (home + "/.npmrc" if home else "")]:
        if path and ctx.path(path).exists:
            settings.update(parse_npmrc(ctx.read(path, watch = "no"), environ))
    for name in ["NPM_CONFIG_REGISTRY", "npm_config_registry"]:
        if environ.get(name):
            settings["registry"] = environ[name]
    for key, value in settings.items():
        if key.endswith("registry") and "@" in value.partition("://")[2].partition("/")[0]:
            fail(("@{}: npm's setting `{}` holds a name and password, which every message about a " +
                  "download would show. Put them into ~/.npmrc as `//HOST/:_auth=BASE64`.").format(
                ctx.name,
                key,
            ))
    return settings

def _archive(index):
    return ".archives/{}.tgz".format(index)

def _download(ctx, packages, settings):
    """Downloads all archives at once; each must have the lock's integrity."""
    pending = []
    for index, package in enumerate(packages):
        url = tarball_url(package.name, package.version, settings)
        pending.append((package, url, ctx.download(
            url = url,
            output = _archive(index),
            integrity = package.integrity,
            auth = auth_of(url, settings),
            allow_fail = True,
            block = False,
        )))
    for package, url, download in pending:
        if not download.wait().success:
            _explain_failure(ctx, package, url, settings)

def _explain_failure(ctx, package, url, settings):
    """Tells a wrong archive from an unreachable one by asking again without the integrity."""
    spec = "{}@{}".format(package.name, package.version)
    again = ctx.download(
        url = url,
        output = ".archives/refused.tgz",
        auth = auth_of(url, settings),
        allow_fail = True,
    )
    if again.success:
        fail(("@{repo}: the archive of {spec} differs from the lock.\n" +
              "  lock:     {wanted}\n  received: {got}\n" +
              "  Nothing of it was used. If the registry is the right one, its copy was changed: " +
              "find out by whom before renewing {lock}.").format(
            repo = ctx.name,
            spec = spec,
            wanted = package.integrity,
            got = again.integrity,
            lock = ctx.attr.package_lock,
        ))
    fail(("@{repo}: cannot download {spec} from {registry}; the warning above has the cause.\n" +
          "  To use another registry, set `registry=` in ~/.npmrc, or NPM_CONFIG_REGISTRY.\n" +
          "  If the registry lacks this version, renew {lock} (tools/deps/npm/README.md).").format(
        repo = ctx.name,
        spec = spec,
        registry = registry_of(package.name, settings),
        lock = ctx.attr.package_lock,
    ))

def _unpack(ctx, packages):
    """Lays out node_modules. The first folder in an archive has no fixed name, so tar drops it."""
    for index, package in enumerate(packages):
        _run(ctx, ["mkdir", "-p", package.path], "making " + package.path)
        _run(
            ctx,
            ["tar", "-xzf", _archive(index), "-C", package.path] +
            ["--strip-components=1", "--no-same-owner", "--no-same-permissions"],
            "unpacking {}@{}".format(package.name, package.version),
        )
    ctx.delete(".archives")

    # Archives carry the modes of their authors' machines.
    _run(ctx, ["chmod", "-R", "u=rwX,go=rX", "node_modules"], "setting modes")
    for package in packages:
        for name, file in package.bin.items():
            if ctx.path(package.path + "/" + file).exists:
                _link_bin(ctx, package, name, file)

def _link_bin(ctx, package, name, file):
    """As npm does: node_modules/.bin/NAME, beside the folder of the package."""
    _run(ctx, ["chmod", "755", package.path + "/" + file], "making {} executable".format(file))
    base = package.path.rpartition("node_modules/")[0] + "node_modules"
    _run(ctx, ["mkdir", "-p", base + "/.bin"], "making .bin")
    target = "../{}/{}".format(package.path.removeprefix(base + "/"), file)
    _run(ctx, ["ln", "-sfn", target, "{}/.bin/{}".format(base, name)], "linking " + name)

def _refuse_bad_names(ctx):
    """Deletes Bazel's own file names; refuses what a label or a runfiles manifest cannot hold."""
    names = []
    for name in _BAZEL_FILES:
        names += ["-o", "-name", name]
    _run(
        ctx,
        ["find", "node_modules", "-type", "f", "("] + names[1:] + [")", "-delete"],
        "deleting build files",
    )
    bad = _run(
        ctx,
        ["env", "LC_ALL=C", "find", "node_modules", "-name", "*[^!-~]*"] +
        ["-o", "-name", "*:*", "-o", "-name", "*\\\\*"],
        "looking for names that Bazel cannot hold",
    )
    if bad:
        fail("@{}: Bazel cannot name these files (spaces, colons, backslashes):\n{}".format(
            ctx.name,
            bad,
        ))

_BUILD = """# Generated by tools/deps/npm.bzl from {lock}.
package(default_visibility = ["//visibility:public"])

exports_files(["packages.txt"])

# Every file, tracked one by one.
filegroup(
    name = "files",
    srcs = glob(["node_modules/**"], exclude = ["**/.bin/**"]),
)

# The whole tree as one input, which a sandbox links once. Bazel does not see a change inside of a
# folder, so the list of packages goes with it.
filegroup(
    name = "tree",
    srcs = [
        "node_modules",
        "packages.txt",
    ],
)
"""

_NODE = """
alias(
    name = "node",
    actual = "{}",
)
"""

_NATIVE_BIN = """
sh_binary(
    name = "{name}",
    srcs = ["node_modules/{file}"],
)
"""

_SCRIPT_BIN = """
sh_binary(
    name = "{name}",
    srcs = [".launchers/{name}.sh"],
    data = [
        ":tree",
        "{node}",
    ],
)
"""

_LAUNCHER = """#!/bin/bash
# Generated by tools/deps/npm.bzl: runs {file} with this workspace's Node.
runfiles=${{RUNFILES_DIR:-$0.runfiles}}
[[ -d $runfiles ]] || runfiles=${{0%%.runfiles/*}}.runfiles
exec "$runfiles/{node}" "$runfiles/{repo}/node_modules/{file}" "$@"
"""

def _bin_target(ctx, name, file):
    path = ctx.path("node_modules/" + file)
    if not path.exists:
        fail(("@{}: bin `{}` names node_modules/{}, which the tree does not have. An optional " +
              "package for this platform may be missing from {}.").format(
            ctx.name,
            name,
            file,
            ctx.attr.package_lock,
        ))
    if _run(ctx, ["head", "-c", "4", path], "reading " + file).endswith("ELF"):
        _run(ctx, ["chmod", "755", path], "making {} executable".format(file))
        return _NATIVE_BIN.format(name = name, file = file)
    if not ctx.attr.node:
        fail("@{}: bin `{}` is a script, so the tree needs `node`".format(ctx.name, name))
    ctx.file(".launchers/{}.sh".format(name), _LAUNCHER.format(
        file = file,
        node = ctx.attr.node.removeprefix("@").replace("//:", "/"),
        repo = ctx.name,
    ))
    return _SCRIPT_BIN.format(name = name, node = ctx.attr.node)

def _read_json(ctx, label, cure):
    """Reads one of the two files that say what the tree is; its absence is watched too."""
    path = ctx.workspace_root.get_child((label.package + "/" + label.name).lstrip("/"))
    ctx.watch(path)
    if not path.exists:
        fail("@{}: there is no {}: {}".format(ctx.name, str(label).removeprefix("@"), cure))
    value = json.decode(ctx.read(path), None)
    if type(value) != "dict":
        fail("@{}: {} is no JSON object: {}".format(ctx.name, str(label).removeprefix("@"), cure))
    return value

def _npm_tree_impl(ctx):
    manifest = _read_json(
        ctx,
        ctx.attr.package_json,
        "write one that names the packages, each with an exact version",
    )
    lock = _read_json(
        ctx,
        ctx.attr.package_lock,
        "make it in that folder with `npm install --package-lock-only --ignore-scripts " +
        "--omit-lockfile-registry-resolved`, and commit it (tools/deps/npm/README.md)",
    )
    cpu = _CPUS.get(ctx.os.arch, ctx.os.arch)
    result = read_lock(manifest, lock, struct(os = "linux", cpu = cpu, libc = "glibc"))
    if result.problems:
        fail("@{}: {} cannot be installed:\n  - {}\n  tools/deps/npm/README.md says how to {}".format(
            ctx.name,
            ctx.attr.package_lock,
            "\n  - ".join(result.problems),
            "renew it.",
        ))
    _download(ctx, result.packages, _settings(ctx))
    _unpack(ctx, result.packages)
    _refuse_bad_names(ctx)
    ctx.file("packages.txt", "".join([
        "{} {}@{} {}\n".format(package.path, package.name, package.version, package.integrity)
        for package in result.packages
    ]), executable = False)
    build = _BUILD.format(lock = ctx.attr.package_lock)
    if ctx.attr.node:
        build += _NODE.format(ctx.attr.node)
    for name, file in ctx.attr.bins.items():
        build += _bin_target(ctx, name, file)
    ctx.file("BUILD.bazel", build, executable = False)

npm_tree = repository_rule(
    implementation = _npm_tree_impl,
    doc = """The node_modules of one lock, fetched only when a target needs it.

Behaviour: every archive is checked against the lock's integrity; optional packages for other
platforms are left out; install scripts never run; a lock that does not fit its package.json, or
lacks a package that another one needs, is refused with all problems at once. The registry and its
credentials are those of the machine's .npmrc (NPM_CONFIG_REGISTRY, NPM_CONFIG_USERCONFIG).

Targets: `:files` (every file), `:tree` (node_modules as one directory input, with packages.txt, which
lists what is in it), `:node` (if `node` is
given) and one executable for each entry of `bins`.

Example:

    npm_tree(
        name = "npm_supabase",
        bins = {"supabase": "@supabase/cli-linux-x64/bin/supabase"},
        package_json = "//tools/deps/npm/supabase:package.json",
        package_lock = "//tools/deps/npm/supabase:package-lock.json",
    )""",
    attrs = {
        "bins": attr.string_dict(
            doc = "Target name -> file under node_modules: a native program, or a script for Node.",
        ),
        "node": attr.string(doc = "Label of Node, for `:node` and for scripts in `bins`."),
        "package_json": attr.label(mandatory = True, allow_single_file = True),
        "package_lock": attr.label(mandatory = True, allow_single_file = True),
    },
)
