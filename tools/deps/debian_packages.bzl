"""What repository rules ask of the machine's Debian packages: files, tools, and words when missing."""

def run(ctx, argv, what):
    """The standard output of a command; stops with `what` and its standard error if it fails."""
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

def tool_path(ctx, name, package):
    """The path of a program on PATH; stops with the name of its package if there is none."""
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

def md5sums(ctx, package, arch):
    """The dpkg file list of an installed package, watched, or None if it is not installed."""
    for name in [package + ":" + arch, package]:
        path = ctx.path("/var/lib/dpkg/info/{}.md5sums".format(name))
        ctx.watch(path)
        if path.exists:
            return path
    return None

def files_of(ctx, packages, arch):
    """Maps each package to the absolute paths of its files; stops if one is not installed."""
    files, missing = {}, []
    for package in packages:
        path = md5sums(ctx, package, arch)
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

def copy(ctx, files, from_dir, to_dir):
    """Copies files, named relative to from_dir, keeping their folders."""
    ctx.execute(["mkdir", "-p", to_dir])
    result = ctx.execute(
        ["cp", "--dereference", "--parents", "--target-directory", str(ctx.path(to_dir))] + files,
        working_directory = from_dir,
    )
    if result.return_code != 0:
        fail("@{}: cannot copy from {}: {}".format(ctx.name, from_dir, result.stderr.strip()))
