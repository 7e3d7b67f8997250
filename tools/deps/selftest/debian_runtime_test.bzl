"""Tests of the pure functions of ../debian_runtime.bzl."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//tools/deps:debian_runtime.bzl", "is_shared_object", "library_packages")

def _libraries_are_followed_and_scripts_are_not_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        ["libc6", "libgcc-s1", "libssl3"],
        library_packages(
            ", libc6 (>= 2.36), libgcc-s1 | libgcc1\nlibc6 (>= 2.34), debconf (>= 0.5) | debconf-2.0\n" +
            "gcc-12-base (= 12.2.0-14), libssl3:amd64 (>= 3.0.0)\n",
        ),
    )
    asserts.equals(env, [], library_packages(", \n"))
    return unittest.end(env)

_libraries_are_followed_and_scripts_are_not_test = unittest.make(
    _libraries_are_followed_and_scripts_are_not_impl,
)

def _only_the_loaders_folder_counts_impl(ctx):
    env = unittest.begin(ctx)
    for path, expected in {
        "/lib/x86_64-linux-gnu/libc.so.6": True,
        "/usr/lib/x86_64-linux-gnu/libpq.so.5.15": True,
        "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2": True,
        "/usr/lib/x86_64-linux-gnu/gconv/EUC-KR.so": False,
        "/usr/lib/x86_64-linux-gnu/libpq.a": False,
        "/usr/share/lib/x86_64-linux-gnu/libpq.so.5": False,
    }.items():
        asserts.equals(env, expected, is_shared_object(path, "x86_64-linux-gnu"), path)
    return unittest.end(env)

_only_the_loaders_folder_counts_test = unittest.make(_only_the_loaders_folder_counts_impl)

def debian_runtime_test_suite(name):
    unittest.suite(
        name,
        partial.make(_libraries_are_followed_and_scripts_are_not_test, size = "small"),
        partial.make(_only_the_loaders_folder_counts_test, size = "small"),
    )
