"""Tests of targets that fail while Bazel analyses, with the words that people see."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

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

# For targets that cannot be analysed: they are left out of `//...`.
BROKEN = {"tags": ["manual"], "visibility": ["//visibility:private"]}

def failure_tests(name, cases):
    """One test for each broken target of this package, TARGET_failure_test, and a suite of them.

    Args:
      name: of the suite.
      cases: target name -> the texts that its failure has.
    """
    for target, words in cases.items():
        _fails_with_test(
            name = target.lower() + "_failure_test",
            size = "small",
            target_under_test = ":" + target,
            words = words,
        )
    native.test_suite(
        name = name,
        tests = [":{}_failure_test".format(target.lower()) for target in cases],
    )
