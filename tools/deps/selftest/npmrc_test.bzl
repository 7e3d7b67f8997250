"""Tests of npmrc.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//tools/deps:npmrc.bzl", "DEFAULT_REGISTRY", "auth_of", "parse_npmrc", "tarball_url")

def _the_registry_is_the_scopes_else_the_default_impl(ctx):
    env = unittest.begin(ctx)
    settings = parse_npmrc("""
; a comment
registry = "https://mirror.example/npm/"
@x:registry=https://${HOST}/x
broken line
""", {"HOST": "scoped.example"})
    asserts.equals(
        env,
        "https://mirror.example/npm/a/-/a-1.0.0.tgz",
        tarball_url("a", "1.0.0", settings),
    )
    asserts.equals(
        env,
        "https://scoped.example/x/@x/b/-/b-2.0.0.tgz",
        tarball_url("@x/b", "2.0.0", settings),
    )
    asserts.equals(
        env,
        DEFAULT_REGISTRY + "/a/-/a-1.0.0.tgz",
        tarball_url("a", "1.0.0", {}),
    )
    return unittest.end(env)

the_registry_is_the_scopes_else_the_default_test = unittest.make(
    _the_registry_is_the_scopes_else_the_default_impl,
)

def _credentials_go_only_to_their_own_registry_impl(ctx):
    env = unittest.begin(ctx)
    settings = parse_npmrc("""
//mirror.example/:_auth=dXNlcg==
//mirror.example/npm/:_authToken=${TOKEN}
//unset.example/:_authToken=${UNSET}
""", {"TOKEN": "t0"})
    url = "https://mirror.example/npm/a/-/a-1.0.0.tgz"
    asserts.equals(
        env,
        {url: {"type": "pattern", "pattern": "Bearer <password>", "password": "t0"}},
        auth_of(url, settings),
    )
    other = "https://mirror.example/other/a.tgz"
    asserts.equals(env, "Basic <password>", auth_of(other, settings)[other]["pattern"])
    asserts.equals(env, {}, auth_of("https://mirror.example.evil/npm/a.tgz", settings))
    asserts.equals(env, "${UNSET}", settings["//unset.example/:_authToken"])
    return unittest.end(env)

credentials_go_only_to_their_own_registry_test = unittest.make(
    _credentials_go_only_to_their_own_registry_impl,
)
