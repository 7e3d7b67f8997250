"""Pure functions over npm's settings (tested in selftest/npmrc_test.bzl).

Locks are committed without the address of a registry; each machine says where its registry is, as
it says to npm: a .npmrc or the environment. The bytes are the lock's business, by their integrity.
"""

# What the npm client itself falls back to where nobody has said anything.
DEFAULT_REGISTRY = "https://registry.npmjs.org"

def parse_npmrc(text, environ):
    """Reads `key = value` lines, with ${NAME} replaced from the environment.

    Args:
      text: contents of a .npmrc.
      environ: dict of environment variables.

    Returns:
      dict of settings; the last of two equal keys wins.
    """
    settings = {}
    for line in text.splitlines():
        line = line.strip()
        if not line or line[0] in "#;" or "=" not in line:
            continue
        key, _, value = line.partition("=")
        settings[key.strip()] = _expand(value.strip().strip("\"'"), environ)
    return settings

def _expand(value, environ):
    parts = value.split("${")
    out = parts[0]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        known = closed and name in environ
        out += environ[name] + rest if known else "${" + part
    return out

def registry_of(name, settings):
    """The registry of a package, without a slash at the end: its scope's or the default one."""
    scope = name.partition("/")[0] if name.startswith("@") else None
    registry = settings.get(scope + ":registry") if scope else None
    return (registry or settings.get("registry") or DEFAULT_REGISTRY).rstrip("/")

def tarball_url(name, version, settings):
    """Where a registry keeps the archive of a package."""
    return "{}/{}/-/{}-{}.tgz".format(
        registry_of(name, settings),
        name,
        name.rpartition("/")[2],
        version,
    )

def auth_of(url, settings):
    """Credentials for repository_ctx.download: {} or {url: ...}, from the longest matching key."""
    address = url.partition(":")[2]
    best, found = "", {}
    for key, value in settings.items():
        for suffix in [":_authToken", ":_auth"]:
            prefix = key.removesuffix(suffix)
            if prefix == key or len(prefix) <= len(best):
                continue
            if address.startswith(prefix.rstrip("/") + "/"):
                scheme = "Bearer" if suffix == ":_authToken" else "Basic"
                best = prefix
                found = {url: {
                    "type": "pattern",
                    "pattern": scheme + " <password>",
                    "password": value,
                }}
    return found
