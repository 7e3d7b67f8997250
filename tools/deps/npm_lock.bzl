"""Pure functions over package.json and package-lock.json (tested in selftest/npm_lock_test.bzl)."""

_KINDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]

def read_lock(manifest, lock, platform):
    """Lists the packages of a lock that this platform installs, and all that is wrong with it.

    Args:
      manifest: decoded package.json.
      lock: decoded package-lock.json, lockfileVersion 3.
      platform: struct of os ("linux"), cpu ("x64") and libc ("glibc"), in npm's words.

    Returns:
      A struct of packages (structs of path, name, version, integrity, bin) and problems (strings,
      each with its cure).
    """
    if lock.get("lockfileVersion") != 3 or "packages" not in lock:
        return struct(packages = [], problems = [
            "lockfileVersion is {}, not 3: write it with npm 7 or newer".format(
                lock.get("lockfileVersion"),
            ),
        ])
    entries = lock["packages"]
    problems = _root_problems(manifest, entries)
    packages = []
    for path, entry in entries.items():
        if path == "" or entry.get("inBundle"):  # A bundled package is in its parent's archive.
            continue
        if not fits(entry, platform):
            if not entry.get("optional"):
                problems.append("{} is not made for {}-{}, and nothing marks it optional".format(
                    _spec(path, entry),
                    platform.os,
                    platform.cpu,
                ))
            continue
        problem = _entry_problem(path, entry)
        if problem:
            problems.append(problem)
            continue
        problems += _missing_dependencies(path, entry, entries)
        packages.append(struct(
            path = path,
            name = package_name(path, entry),
            version = entry["version"],
            integrity = entry["integrity"],
            bin = _bins(path, entry),
        ))
    return struct(packages = packages, problems = problems)

def package_name(path, entry):
    """The registry's name of a package: an alias is installed under another one."""
    return entry.get("name") or path.rpartition("node_modules/")[2]

def _spec(path, entry):
    return "{}@{}".format(package_name(path, entry), entry.get("version", "?"))

def _root_problems(manifest, entries):
    problems, root = [], entries.get("", {})
    if manifest.get("workspaces") or root.get("workspaces"):
        problems.append("this is a workspace's; each tree has a lock of its own: " +
                        "make it in a folder without workspaces (npm's --no-workspaces)")
    if root.get("name") and manifest.get("name") != root["name"]:
        problems.append("the lock is for {}, package.json is {}".format(
            root["name"],
            manifest.get("name", "without a name"),
        ))
    for kind in _KINDS:
        wanted, locked = manifest.get(kind, {}), root.get(kind, {})
        for name in sorted({name: True for name in wanted.keys() + locked.keys()}):
            if wanted.get(name) != locked.get(name):
                problems.append("{} of {}: package.json says {}, the lock says {}: renew it".format(
                    kind,
                    name,
                    repr(wanted.get(name, "nothing")),
                    repr(locked.get(name, "nothing")),
                ))
    for kind in ["dependencies", "devDependencies"]:
        for name, version in manifest.get(kind, {}).items():
            entry = entries.get("node_modules/" + name)
            if entry == None:
                problems.append("the lock has no package {}, which package.json asks for".format(name))
            elif not _is_exact(version):
                problems.append("package.json asks for {} {}: pin an exact version, {}".format(
                    name,
                    repr(version),
                    repr(entry.get("version")),
                ))
            elif entry.get("version") != _exact(version):
                problems.append("package.json pins {}@{}, the lock has {}".format(
                    name,
                    version,
                    entry.get("version"),
                ))
    return problems

def _exact(version):
    """The version in an alias: `npm:@scope/name@1.2.3`."""
    return version.rpartition("@")[2] if version.startswith("npm:") else version

def _is_exact(version):
    version = _exact(version)
    number = version.partition("+")[0].partition("-")[0]
    return len(number.split(".")) == 3 and all([part.isdigit() for part in number.split(".")])

def _entry_problem(path, entry):
    if entry.get("link"):
        return "{} is a link to a folder; only registry packages are supported".format(path)
    for key in ["version", "integrity"]:
        if not entry.get(key):
            return "{} has no {}: renew the lock".format(_spec(path, entry), key)
    resolved = entry.get("resolved", "")
    if resolved and not resolved.startswith("https://") and not resolved.startswith("http://"):
        return "{} comes from {}; only registry packages are supported".format(
            _spec(path, entry),
            resolved,
        )
    return None

def _missing_dependencies(path, entry, entries):
    """Node looks for a dependency in the package's own folder, then upwards."""
    problems = []
    for name in entry.get("dependencies", {}):
        if name in entry.get("optionalDependencies", {}):
            continue
        folder, found = path, False
        for _ in range(path.count("node_modules/") + 1):
            prefix = folder + "/" if folder else ""
            if prefix + "node_modules/" + name in entries:
                found = True
                break
            folder = folder.rpartition("node_modules/")[0].rstrip("/")
        if not found:
            problems.append("the lock has no package {}, which {} asks for: renew the lock".format(
                name,
                _spec(path, entry),
            ))
    return problems

def fits(entry, platform):
    """Whether a lock entry may be installed on a platform (os, cpu and libc of package.json)."""
    return (_allowed(entry.get("os"), platform.os) and
            _allowed(entry.get("cpu"), platform.cpu) and
            _allowed(entry.get("libc"), platform.libc))

def _allowed(rules, value):
    """npm's list: names allow, "!name" forbids; a list of only forbidden names allows the rest."""
    if not rules:
        return True
    if type(rules) == "string":
        rules = [rules]
    if "!" + value in rules:
        return False
    allowing = [rule for rule in rules if not rule.startswith("!")]
    return not allowing or value in allowing or "any" in allowing

def _bins(path, entry):
    bins = entry.get("bin") or {}
    if type(bins) == "string":
        bins = {path.rpartition("/")[2]: bins}
    return {name: file.removeprefix("./") for name, file in bins.items()}
