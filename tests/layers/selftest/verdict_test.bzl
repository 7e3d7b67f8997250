"""Unit tests of verdict.bzl: graphs as pairs, and the lines that they give."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//tests/layers:verdict.bzl", "verdict")

_ARROWS = {
    "//engine": ["//words"],
    "//plugins/*": ["//plugins/lib", "//words"],
    "//plugins/lib": ["//words"],
    "//words": [],
}

def _judge(edges, doors = {}, never = {}):
    return verdict(edges = edges, arrows = _ARROWS, doors = doors, never = never)

def _arrows_impl(ctx):
    env = unittest.begin(ctx)

    # In order: downwards, within a room, into a shared library.
    asserts.equals(env, [], _judge([
        ("//engine/runner:runner", "//words:words"),
        ("//engine/runner:runner", "//engine/plan:plan"),
        ("//plugins/hello:hello", "//plugins/lib/http:http"),
    ]))
    asserts.equals(
        env,
        ["//plugins/hello:hello -> //plugins/smoke:step: //plugins/* may use //plugins/lib, //words"],
        _judge([("//plugins/hello:hello", "//plugins/smoke:step")]),
    )
    asserts.equals(
        env,
        ["//words:words -> //engine:engine: //words may use nothing of ours"],
        _judge([("//words:words", "//engine:engine")]),
    )
    asserts.equals(
        env,
        ["//attic:old is in no room that tests/layers knows"],
        _judge([("//attic:old", "//words:words")]),
    )
    # A name that only begins alike is another room.
    asserts.equals(
        env,
        ["//words2:words is in no room that tests/layers knows"],
        _judge([("//engine:engine", "//words2:words")]),
    )
    return unittest.end(env)

def _doors_impl(ctx):
    env = unittest.begin(ctx)
    doors = {"@debian//:sqlite3": ["//engine/journal"]}
    asserts.equals(env, [], _judge([("//engine/journal:journal", "@debian//:sqlite3")], doors))
    asserts.equals(
        env,
        ["//engine/plan:plan -> @debian//:sqlite3: only //engine/journal may use it"],
        _judge([("//engine/plan:plan", "@debian//:sqlite3")], doors),
    )
    return unittest.end(env)

def _never_impl(ctx):
    env = unittest.begin(ctx)
    edges = [
        ("//plugins/hello:hello", "//words:stream"),
        ("//words:stream", "@debian//:grpc"),
        ("//words:stream", "//words:stream_text"),
    ]
    asserts.equals(
        env,
        ["//plugins/hello:hello -> //words:stream -> @debian//:grpc: //plugins never reaches @debian//:grpc"],
        _judge(edges, never = {"//plugins": ["@debian//:grpc"]}),
    )
    asserts.equals(env, [], _judge(edges, never = {"//engine": ["@debian//:grpc"]}))
    asserts.equals(env, [], _judge(edges, never = {"//plugins": ["//engine"]}))
    return unittest.end(env)

_arrows_test = unittest.make(_arrows_impl)
_doors_test = unittest.make(_doors_impl)
_never_test = unittest.make(_never_impl)

def verdict_test_suite(name):
    unittest.suite(name, *[
        partial.make(test, size = "small")
        for test in [_arrows_test, _doors_test, _never_test]
    ])
