"""Tests of how pipelines and steps fail while Bazel analyses, with the words that people see."""

load("//tools/rules:defs.bzl", "release_pipeline", "release_step")
load("//tools/rules/selftest:fails_with.bzl", "BROKEN", "failure_tests")

_PLUGIN = "//plugins/hello"

def _step(name, **kwargs):
    release_step(name = name, plugin = _PLUGIN, **(kwargs | BROKEN))

def _pipeline(name, steps, **kwargs):
    release_pipeline(
        name = name,
        environment = "rehearsal",
        steps = steps,
        **(kwargs | BROKEN)
    )

def failure_test_suite(name):
    """One test for each way to be wrong."""
    _step("first")
    _step("second", after = ["first"])
    _step("lost", after = ["//somewhere:frist"])
    _step("one", after = ["two"])
    _step("two", after = ["one"])
    _step("hasty", timeout = "10")
    _step("stalled", stall_timeout = "soon")
    _step("Shouting")
    _step("hopeless", attempts = 0)
    _step("empty", artifacts = {"a": ":no_files"})
    native.filegroup(name = "no_files", srcs = [])

    _pipeline("unknown_after", [":first", ":second", ":lost"])
    _pipeline("cycle", [":one", ":two", ":first"])
    _pipeline("duplicate", [":first", "//tools/rules/selftest/other:first"])
    _pipeline("nothing", [])
    _pipeline("url_as_state", [":first"], state = "postgres://ada:hush@db/app")
    _pipeline("no_surface", [":first"], surfaces = [])
    _pipeline("odd_surface", [":first"], surfaces = ["app", "page"])
    release_pipeline(
        name = "misnamed",
        environment = "Re hearsal",
        steps = [":first"],
        **BROKEN
    )

    cases = {
        "unknown_after": [
            "step `lost` (//tools/rules/selftest:lost) comes after `frist`, which this pipeline " +
            "does not have; it has: first, second, lost; did you mean `first`?",
        ],
        "cycle": ["the steps wait for each other: one -> two -> one"],
        "duplicate": [
            "two steps are called `first`: //tools/rules/selftest:first and " +
            "//tools/rules/selftest/other:first",
        ],
        "nothing": ["a pipeline has at least one step"],
        "url_as_state": ["want \"postgres:NAME\" with the name of a secret of the environment"],
        "no_surface": ["`surfaces` is empty"],
        "odd_surface": ["`surfaces` has \"page\", want some of app, pages"],
        "misnamed": ["`environment` is \"Re hearsal\""],
        "hasty": ["`timeout` is \"10\", but the unit of 10 is one of h, m, s, ms", "1h30m"],
        "stalled": ["`stall_timeout` is \"soon\", but"],
        "Shouting": ["the name of a step is lower case letters"],
        "hopeless": ["`attempts` is 0, want at least 1"],
        "empty": ["the artifact `a` is", "which builds no file"],
    }
    failure_tests(name, cases)
