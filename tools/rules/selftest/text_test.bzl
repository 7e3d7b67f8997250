"""Tests of ../private/text.bzl."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//tools/rules/private:text.bzl",
    "did_you_mean",
    "duration_json",
    "edit_distance",
    "is_step_name",
    "parse_duration",
)

def _durations_are_read_impl(ctx):
    env = unittest.begin(ctx)
    for text, ms in {
        "10m": 600000,
        "90s": 90000,
        "1h30m": 5400000,
        "1.5s": 1500,
        "250ms": 250,
        "1h2m3s4ms": 3723004,
    }.items():
        parsed = parse_duration(text)
        asserts.equals(env, None, parsed.error, text)
        asserts.equals(env, ms, parsed.ms, text)
    asserts.equals(env, "5400s", duration_json(5400000))
    asserts.equals(env, "1.500s", duration_json(1500))
    asserts.equals(env, "0.004s", duration_json(4))
    return unittest.end(env)

durations_are_read_test = unittest.make(_durations_are_read_impl)

def _bad_durations_have_a_reason_impl(ctx):
    env = unittest.begin(ctx)
    for text, error in {
        "": "it is empty",
        "10": "the unit of 10 is one of h, m, s, ms, not \"\"",
        "10 m": "the unit of 10 is one of h, m, s, ms, not \"\"",
        "10min": "\"in\" does not begin with a number",
        "ten": "\"ten\" does not begin with a number",
        "-5s": "\"-5s\" does not begin with a number",
        "1.s": "\"1.s\" does not begin with a number",
        "1.2.3s": "\"1.2.3s\" does not begin with a number",
        "5d": "the unit of 5 is one of h, m, s, ms, not \"\"",
        "0s": "it is zero",
    }.items():
        asserts.equals(env, error, parse_duration(text).error, text)
    return unittest.end(env)

bad_durations_have_a_reason_test = unittest.make(_bad_durations_have_a_reason_impl)

def _near_names_are_found_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, 1, edit_distance("deplyo", "deploy"))
    asserts.equals(env, 3, edit_distance("kitten", "sitting"))
    asserts.equals(env, 4, edit_distance("", "four"))
    asserts.equals(env, "; did you mean `migrate`?", did_you_mean("migrat", ["smoke", "migrate"]))
    asserts.equals(env, "", did_you_mean("kubernetes", ["smoke", "migrate"]))
    asserts.equals(env, "", did_you_mean("a", ["b"]))
    return unittest.end(env)

near_names_are_found_test = unittest.make(_near_names_are_found_impl)

def _step_names_are_checked_impl(ctx):
    env = unittest.begin(ctx)
    for name in ["a", "deploy-app", "a_1", "a" * 63]:
        asserts.true(env, is_step_name(name), name)
    for name in ["", "A", "1a", "-a", "a.b", "a b", "a" * 64, "smoKe"]:
        asserts.false(env, is_step_name(name), name)
    return unittest.end(env)

step_names_are_checked_test = unittest.make(_step_names_are_checked_impl)

def text_test_suite(name):
    unittest.suite(
        name,
        partial.make(durations_are_read_test, size = "small"),
        partial.make(bad_durations_have_a_reason_test, size = "small"),
        partial.make(near_names_are_found_test, size = "small"),
        partial.make(step_names_are_checked_test, size = "small"),
    )
