"""Tests of ../../private/image_context.bzl."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//tools/rules/private:image_context.bzl",
    "below_package",
    "entries_error",
    "inputs_text",
    "is_digest",
    "path_error",
    "placed",
    "status_keys",
)

def _file(path):
    return struct(short_path = path, basename = path.rpartition("/")[2])

def _paths(placed_files):
    return [path for path, _ in placed_files]

def _paths_that_leave_the_context_are_found_impl(ctx):
    env = unittest.begin(ctx)
    for path in ["a", "a/b.txt", ".dockerignore", "a/..b", "name with space"]:
        asserts.equals(env, None, path_error(path), path)
    asserts.equals(env, "leads out of the context through `..`", path_error("../a"))
    asserts.equals(env, "leads out of the context through `..`", path_error("a/../../b"))
    asserts.true(env, path_error("/etc/passwd").endswith("write \"etc/passwd\""))
    for path in ["", "a/", "a//b", "./a", "a/.", "a\tb", "a\nb"]:
        asserts.true(env, path_error(path) != None, repr(path))
    return unittest.end(env)

_paths_that_leave_the_context_are_found_test = unittest.make(
    _paths_that_leave_the_context_are_found_impl,
)

def _files_stand_where_context_says_impl(ctx):
    env = unittest.begin(ctx)
    one = [_file("apps/api/api")]
    two = [_file("apps/web/dist/a.js"), _file("apps/web/dist/css/b.css")]
    asserts.equals(env, ["bin/server"], _paths(placed("bin/server", one, "apps/api")))
    asserts.equals(env, ["bin/api"], _paths(placed("bin/", one, "apps/api")))
    asserts.equals(env, ["api"], _paths(placed(".", one, "apps/api")))
    asserts.equals(env, ["www/dist/a.js", "www/dist/css/b.css"], _paths(placed("www", two, "apps/web")))
    asserts.equals(env, ["dist/a.js", "dist/css/b.css"], _paths(placed(".", two, "apps/web")))

    # A filegroup may hold files of elsewhere.
    asserts.equals(env, ["www/a.js", "www/b.css"], _paths(placed("www/", two, "other")))
    asserts.equals(env, "dist/a.js", below_package("apps/web/dist/a.js", "apps/web"))
    asserts.equals(env, None, below_package("apps/website/a.js", "apps/web"))
    asserts.equals(env, None, below_package("../debian/runtime/libc.so.6", ""))
    return unittest.end(env)

_files_stand_where_context_says_test = unittest.make(_files_stand_where_context_says_impl)

def _entry(kind, path, source, owner):
    return struct(kind = kind, path = path, source = source, owner = owner)

def _two_inputs_at_one_path_are_refused_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, None, entries_error([
        _entry("auto", "a", "x/a", "//x:a"),
        _entry("tree", ".", "x/t", "//x:t"),
        _entry("tree", ".", "x/u", "//x:u"),
    ]))
    asserts.equals(
        env,
        "two inputs stand at `a` of the context: //x:a and `symlinks` of //y:image",
        entries_error([
            _entry("auto", "a", "x/a", "//x:a"),
            _entry("link", "a", "b", "`symlinks` of //y:image"),
        ]),
    )
    asserts.equals(
        env,
        "the context path \"../a\" of //x:a leads out of the context through `..`",
        entries_error([_entry("auto", "../a", "x/a", "//x:a")]),
    )
    return unittest.end(env)

_two_inputs_at_one_path_are_refused_test = unittest.make(_two_inputs_at_one_path_are_refused_impl)

def _the_order_of_inputs_does_not_reach_the_action_impl(ctx):
    env = unittest.begin(ctx)
    entries = [
        _entry("auto", "b", "x/b", "//x:b"),
        _entry("dir", "empty", "", "//x:i"),
        _entry("link", "a", "../text of link", "//x:i"),
    ]
    text = "auto\tb\tx/b\ndir\tempty\nlink\ta\t../text of link\n"
    asserts.equals(env, text, inputs_text(entries))
    asserts.equals(env, text, inputs_text(reversed(entries)))
    asserts.equals(env, "", inputs_text([]))
    return unittest.end(env)

_the_order_of_inputs_does_not_reach_the_action_test = unittest.make(
    _the_order_of_inputs_does_not_reach_the_action_impl,
)

def _digests_and_keys_are_read_impl(ctx):
    env = unittest.begin(ctx)
    asserts.true(env, is_digest("sha256:" + 64 * "a"))
    for text in ["", "sha256:", 64 * "a", "sha256:" + 63 * "a", "sha256:" + 64 * "A", "sha512:" + 64 * "a"]:
        asserts.false(env, is_digest(text), text)
    asserts.equals(env, ["STABLE_A", "STABLE_B"], status_keys("v{STABLE_A}-{STABLE_B}!"))
    asserts.equals(env, [], status_keys("plain"))
    for text in ["{", "}", "{A", "a}", "{}", "{A}}", "{A}{"]:
        asserts.equals(env, None, status_keys(text), text)
    return unittest.end(env)

_digests_and_keys_are_read_test = unittest.make(_digests_and_keys_are_read_impl)

def context_test_suite(name):
    unittest.suite(
        name,
        partial.make(_paths_that_leave_the_context_are_found_test, size = "small"),
        partial.make(_files_stand_where_context_says_test, size = "small"),
        partial.make(_two_inputs_at_one_path_are_refused_test, size = "small"),
        partial.make(_the_order_of_inputs_does_not_reach_the_action_test, size = "small"),
        partial.make(_digests_and_keys_are_read_test, size = "small"),
    )
