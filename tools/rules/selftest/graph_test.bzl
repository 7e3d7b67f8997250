"""Tests of ../private/graph.bzl."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//tools/rules/private:graph.bzl", "graph_error")

def _steps(after_of):
    return [
        struct(name = name, label = "//r:" + name, after = after)
        for name, after in after_of.items()
    ]

def _a_sound_graph_has_no_error_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, None, graph_error(_steps({"a": []})))
    asserts.equals(env, None, graph_error(_steps({
        "smoke": ["app", "migrate"],
        "migrate": [],
        "app": ["migrate"],
        "pages": [],
    })))
    return unittest.end(env)

a_sound_graph_has_no_error_test = unittest.make(_a_sound_graph_has_no_error_impl)

def _a_cycle_is_shown_forwards_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(
        env,
        "the steps wait for each other: a -> b -> c -> a; remove one `after` of //r:a, //r:b, //r:c",
        graph_error(_steps({"free": [], "a": ["c", "free"], "b": ["a"], "c": ["b"], "d": ["c"]})),
    )
    asserts.equals(
        env,
        "the steps wait for each other: a -> a; remove one `after` of //r:a",
        graph_error(_steps({"a": ["a"]})),
    )
    return unittest.end(env)

a_cycle_is_shown_forwards_test = unittest.make(_a_cycle_is_shown_forwards_impl)

def _an_empty_graph_is_refused_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "a pipeline has at least one step", graph_error([]))
    return unittest.end(env)

an_empty_graph_is_refused_test = unittest.make(_an_empty_graph_is_refused_impl)

def graph_test_suite(name):
    unittest.suite(
        name,
        partial.make(a_sound_graph_has_no_error_test, size = "small"),
        partial.make(a_cycle_is_shown_forwards_test, size = "small"),
        partial.make(an_empty_graph_is_refused_test, size = "small"),
    )
