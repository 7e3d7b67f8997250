"""Tests of how bundles fail while Bazel analyses, with the words that people see."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//tools/rules:defs.bzl", "pages_bundle")

def _fails_with_impl(ctx):
    env = analysistest.begin(ctx)
    for words in ctx.attr.words:
        asserts.expect_failure(env, words)
    return analysistest.end(env)

_fails_with_test = analysistest.make(
    _fails_with_impl,
    expect_failure = True,
    attrs = {"words": attr.string_list(doc = "Texts that the failure has.", mandatory = True)},
)

# Targets that cannot be analysed are left out of `//...`.
_BROKEN = {"tags": ["manual"], "visibility": ["//visibility:private"]}

def failure_test_suite(name):
    """One test for each way to be wrong.

    Args:
      name: of the suite.
    """
    pages_bundle(
        name = "site_is_files",
        project = "p",
        site = "//tests/bundles/small:works",
        **_BROKEN
    )
    _fails_with_test(
        name = "a_site_that_is_no_folder_is_refused_test",
        size = "small",
        target_under_test = ":site_is_files",
        words = [
            "//tests/bundles:site_is_files: `site` is //tests/bundles/small:works",
            "static_site makes one",
        ],
    )
    pages_bundle(
        name = "functions_elsewhere",
        compatibility_date = "2026-11-01",
        functions = ["wrangler.mjs"],
        project = "p",
        site = "//tests/bundles/small:site",
        **_BROKEN
    )
    _fails_with_test(
        name = "functions_outside_of_their_folder_are_refused_test",
        size = "small",
        target_under_test = ":functions_elsewhere",
        words = [
            "`functions` has tests/bundles/wrangler.mjs",
            "which is not in tests/bundles/functions/",
            "functions_deps",
        ],
    )
    native.test_suite(
        name = name,
        tests = [
            ":a_site_that_is_no_folder_is_refused_test",
            ":functions_outside_of_their_folder_are_refused_test",
        ],
    )
