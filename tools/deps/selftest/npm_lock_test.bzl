"""Tests of npm_lock.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//tools/deps:npm_lock.bzl", "fits", "package_name", "read_lock")

_LINUX = struct(os = "linux", cpu = "x64", libc = "glibc")

def _entry(version = "1.0.0", **kwargs):
    return dict({"version": version, "integrity": "sha512-AA=="}, **kwargs)

def _lock(dependencies, packages):
    return {
        "lockfileVersion": 3,
        "packages": dict({"": {"dependencies": dependencies}}, **packages),
    }

def _problems(manifest, lock):
    return read_lock(manifest, lock, _LINUX).problems

def _a_fitting_lock_gives_its_packages_impl(ctx):
    env = unittest.begin(ctx)
    wanted = {"a": "1.0.0", "b": "npm:@x/b@1.0.0"}
    result = read_lock({"dependencies": wanted}, _lock(wanted, {
        "node_modules/a": _entry(dependencies = {"b": "*"}, bin = {"a": "./cli.js"}),
        "node_modules/b": _entry(name = "@x/b"),
    }), _LINUX)
    asserts.equals(env, [], result.problems)
    asserts.equals(env, ["a", "@x/b"], [package.name for package in result.packages])
    asserts.equals(env, {"a": "cli.js"}, result.packages[0].bin)
    return unittest.end(env)

a_fitting_lock_gives_its_packages_test = unittest.make(_a_fitting_lock_gives_its_packages_impl)

def _a_lock_of_another_manifest_is_refused_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        [
            "dependencies of a: package.json says \"2.0.0\", the lock says \"1.0.0\": renew it",
            "package.json pins a@2.0.0, the lock has 1.0.0",
        ],
        _problems(
            {"dependencies": {"a": "2.0.0"}},
            _lock({"a": "1.0.0"}, {"node_modules/a": _entry()}),
        ),
    )
    return unittest.end(env)

a_lock_of_another_manifest_is_refused_test = unittest.make(
    _a_lock_of_another_manifest_is_refused_impl,
)

def _a_lock_of_a_workspace_or_a_range_is_refused_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        ["this is a workspace's; each tree has a lock of its own: " +
         "make it in a folder without workspaces (npm's --no-workspaces)"],
        _problems({}, {"lockfileVersion": 3, "packages": {"": {"workspaces": ["apps/*"]}}}),
    )
    asserts.equals(
        env,
        ["the lock is for one, package.json is two"],
        _problems({"name": "two"}, {"lockfileVersion": 3, "packages": {"": {"name": "one"}}}),
    )
    for version in ["^1.0.0", "1.x", "latest", "1.0", "1.0.0 - 2.0.0"]:
        asserts.equals(
            env,
            ["package.json asks for a {}: pin an exact version, \"1.0.0\"".format(repr(version))],
            _problems({"dependencies": {"a": version}}, _lock({"a": version}, {
                "node_modules/a": _entry(),
            })),
        )
    for version in ["1.0.0", "1.0.0-beta.1", "1.0.0+build"]:
        asserts.equals(
            env,
            [],
            _problems({"dependencies": {"a": version}}, _lock({"a": version}, {
                "node_modules/a": _entry(version),
            })),
        )
    return unittest.end(env)

a_lock_of_a_workspace_or_a_range_is_refused_test = unittest.make(
    _a_lock_of_a_workspace_or_a_range_is_refused_impl,
)

def _a_missing_package_is_named_with_who_asks_impl(ctx):
    env = unittest.begin(ctx)
    wanted = {"a": "1.0.0", "gone": "1.0.0"}
    asserts.equals(
        env,
        [
            "the lock has no package gone, which package.json asks for",
            "the lock has no package b, which a@1.0.0 asks for: renew the lock",
        ],
        _problems({"dependencies": wanted}, _lock(wanted, {
            "node_modules/a": _entry(dependencies = {"b": "*"}),
        })),
    )
    return unittest.end(env)

a_missing_package_is_named_with_who_asks_test = unittest.make(
    _a_missing_package_is_named_with_who_asks_impl,
)

def _what_has_no_integrity_or_no_registry_is_refused_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        [
            "a@1.0.0 has no integrity: renew the lock",
            "b@1.0.0 comes from git+ssh://host/b; only registry packages are supported",
            "node_modules/c is a link to a folder; only registry packages are supported",
        ],
        _problems({}, _lock({}, {
            "node_modules/a": {"version": "1.0.0"},
            "node_modules/b": _entry(resolved = "git+ssh://host/b"),
            "node_modules/c": {"link": True},
        })),
    )
    asserts.equals(
        env,
        ["lockfileVersion is 1, not 3: write it with npm 7 or newer"],
        _problems({}, {"lockfileVersion": 1}),
    )
    return unittest.end(env)

what_has_no_integrity_or_no_registry_is_refused_test = unittest.make(
    _what_has_no_integrity_or_no_registry_is_refused_impl,
)

def _other_platforms_are_left_out_only_if_optional_impl(ctx):
    env = unittest.begin(ctx)
    result = read_lock({}, _lock({}, {
        "node_modules/a": _entry(os = ["darwin"], optional = True),
        "node_modules/b": _entry(os = ["darwin"]),
    }), _LINUX)
    asserts.equals(env, [], result.packages)
    asserts.equals(
        env,
        ["b@1.0.0 is not made for linux-x64, and nothing marks it optional"],
        result.problems,
    )
    asserts.true(env, fits({"os": ["!win32"], "cpu": "x64"}, _LINUX))
    asserts.false(env, fits({"os": ["!linux"]}, _LINUX))
    asserts.false(env, fits({"libc": ["musl"]}, _LINUX))
    asserts.equals(env, "@x/b", package_name("node_modules/a/node_modules/@x/b", {}))
    return unittest.end(env)

other_platforms_are_left_out_only_if_optional_test = unittest.make(
    _other_platforms_are_left_out_only_if_optional_impl,
)
