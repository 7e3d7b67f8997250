"""Tests of steps against the emulated Cloudflare API."""

load("//tools/rules:cc.bzl", "release_cc_test")
load("//tools/rules:defs.bzl", "step_plugin_test")

_SERVER = "//tools/localcloud/cloudflare:cloudflare_server"
_ENV = {"CLOUDFLARE_SERVER": "$(rootpath {})".format(_SERVER)}

def cloudflare_step_test(name, deps, data = [], plugin = None, size = "medium", **kwargs):
    """A GoogleTest of a step against cloudflare_server (CloudflareUnderTest).

    Behaviour: NAME.cc is linked with `deps`, GoogleTest, JSON and the kit; the server is there at run
    time, and CLOUDFLARE_SERVER names it.

    Usage:

        cloudflare_step_test(
            name = "step_test",
            data = ["@npm_wrangler//:wrangler"],
            deps = [":fixture", ":plugin"],
        )

    Args:
      name: target name; the source is NAME.cc.
      deps: as in cc_test; with the library target of the plugin.
      data: as in cc_test.
      plugin: the step_plugin, for a test that runs it in real step hosts; absent: only in process.
      size: as in cc_test.
      **kwargs: as in release_cc_test.
    """
    all_deps = deps + [
        "//tools/base:files",
        "//tools/base:text",
        "//tools/sdk/testing:convergence",
        "//tools/sdk/testing:in_process_step",
        "@debian//:gmock",
        "@debian//:nlohmann_json",
    ]
    common = dict(
        name = name,
        size = size,
        srcs = [name + ".cc"],
        data = data + [_SERVER],
        env = _ENV,
        **kwargs
    )
    if plugin:
        # The macro adds the kit.
        hosted = [dep for dep in all_deps if not dep.startswith("//tools/sdk/testing:")]
        step_plugin_test(plugin = plugin, deps = hosted, **common)
    else:
        release_cc_test(rpc = "protobuf", deps = all_deps, **common)
