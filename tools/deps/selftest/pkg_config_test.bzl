"""Tests of pkg_config.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//tools/deps:pkg_config.bzl", "libraries_in", "parse_flags", "strip_include_dir")

def _flags_are_sorted_by_kind_impl(ctx):
    env = unittest.begin(ctx)
    flags = parse_flags("-I/usr/include/postgresql -DA=1 -lpq -Wl,--as-needed -pthread -lpq\n")
    asserts.equals(env, ["/usr/include/postgresql"], flags.include_dirs)
    asserts.equals(env, ["A=1"], flags.defines)
    asserts.equals(env, ["pq", "pthread"], flags.libraries)
    return unittest.end(env)

flags_are_sorted_by_kind_test = unittest.make(_flags_are_sorted_by_kind_impl)

def _longest_include_folder_wins_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        ("/usr/include/postgresql", "libpq-fe.h"),
        strip_include_dir(
            "/usr/include/postgresql/libpq-fe.h",
            ["/usr/include", "/usr/include/postgresql"],
            "x86_64-linux-gnu",
        ),
    )
    asserts.equals(
        env,
        ("/usr/include/x86_64-linux-gnu", "curl/curl.h"),
        strip_include_dir("/usr/include/x86_64-linux-gnu/curl/curl.h", [], "x86_64-linux-gnu"),
    )
    asserts.equals(
        env,
        ("/usr/include", "absl/base/log.h"),
        strip_include_dir("/usr/include/absl/base/log.h", ["/usr/include"], "x86_64-linux-gnu"),
    )
    return unittest.end(env)

longest_include_folder_wins_test = unittest.make(_longest_include_folder_wins_impl)

def _archives_of_a_package_are_libraries_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        ["absl_base"],
        libraries_in(["/usr/lib/x/libabsl_base.a", "/usr/lib/x/absl.pc", "/usr/include/absl/a.h"]),
    )
    return unittest.end(env)

archives_of_a_package_are_libraries_test = unittest.make(_archives_of_a_package_are_libraries_impl)
