"""Tests of how bundles fail while Bazel analyses, with the words that people see."""

load("//tools/rules:defs.bzl", "pages_bundle")
load("//tools/rules/selftest:fails_with.bzl", "BROKEN", "failure_tests")

def failure_test_suite(name):
    """One test for each way to be wrong.

    Args:
      name: of the suite.
    """
    pages_bundle(
        name = "site_is_files",
        project = "p",
        site = "//tests/bundles/small:works",
        **BROKEN
    )
    pages_bundle(
        name = "functions_elsewhere",
        compatibility_date = "2026-11-01",
        functions = ["wrangler.mjs"],
        project = "p",
        site = "//tests/bundles/small:site",
        **BROKEN
    )
    failure_tests(name, {
        "site_is_files": [
            "//tests/bundles:site_is_files: `site` is //tests/bundles/small:works",
            "static_site makes one",
        ],
        "functions_elsewhere": [
            "`functions` has tests/bundles/wrangler.mjs",
            "which is not in tests/bundles/functions/",
            "functions_deps",
        ],
    })
