"""C++ targets that choose how gRPC, protobuf and abseil are linked.

Debian's archives of the three are not PIC and cannot enter a shared object, and two copies in one
process abort ("File already exists in database"). So a cc_library depends on the header targets
`@debian//:absl`, `@debian//:protobuf` and `@debian//:grpc`, which link nothing, and the final target
says the form:

  release_cc_binary, release_cc_test   static; exports nothing that a plugin could bind to
  plugin_shared_object                 shared libprotobuf and libabsl_*, no gRPC at all

A target that uses none of the three may be an ordinary cc_binary or cc_test.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_test")

# What the final static target links, by how much of it is used.
_STATIC = {
    "grpc": "@debian//:grpc_unsecure_static",
    "protobuf": "@debian//:protobuf_static",
}

# With exported symbols a plugin would bind to the host's protobuf and abort at load.
_NO_EXPORTS = ["-Wl,--exclude-libs,ALL"]

def _static_form(name, rpc):
    if rpc not in _STATIC:
        fail("{}: rpc is one of {}, not {}".format(name, _STATIC.keys(), repr(rpc)))
    return _STATIC[rpc]

def release_cc_binary(name, deps = [], linkopts = [], rpc = "grpc", **kwargs):
    """A cc_binary with gRPC (without TLS), protobuf and abseil linked statically.

    Args:
      name: target name.
      deps: as in cc_binary.
      linkopts: as in cc_binary.
      rpc: "grpc" for all three, "protobuf" for protobuf and abseil only (smaller, links faster).
      **kwargs: as in cc_binary.
    """
    cc_binary(
        name = name,
        linkopts = linkopts + _NO_EXPORTS,
        deps = deps + [_static_form(name, rpc)],
        **kwargs
    )

def release_cc_test(name, deps = [], linkopts = [], rpc = "grpc", main = True, tags = [], **kwargs):
    """A cc_test with gRPC, protobuf and abseil linked statically, and GoogleTest.

    With gRPC the test is tagged no-tsan (.bazelrc, config tsan).

    Args:
      name: target name.
      deps: as in cc_test.
      linkopts: as in cc_test.
      rpc: as in release_cc_binary.
      main: links GoogleTest's main(). False for a test that has its own.
      tags: as in cc_test.
      **kwargs: as in cc_test.
    """
    gtest = ["@debian//:gtest_main"] if main else ["@debian//:gtest"]
    cc_test(
        name = name,
        linkopts = linkopts + _NO_EXPORTS,
        tags = tags + (["no-tsan"] if rpc == "grpc" else []),
        deps = deps + gtest + [_static_form(name, rpc)],
        **kwargs
    )

_PLUGIN_EXPORTS = "//tools/rules:plugin_exports.lds"

def plugin_shared_object(name, deps, **kwargs):
    """A step plugin: NAME.so, which exports `release_step_plugin_v1` and nothing else.

    `-z defs` makes an undefined symbol a link error instead of a failed load. There is no rpath and
    no library of Bazel's own: step_host loads the file from a memfd, where $ORIGIN has no meaning.

    Args:
      name: target name, without ".so"; `:NAME` is a filegroup of the file.
      deps: libraries of the plugin, with the one that defines release_step_plugin_v1. That one
        needs `alwayslink = True`.
      **kwargs: as in cc_binary.
    """
    visibility = kwargs.pop("visibility", None)
    testonly = kwargs.pop("testonly", False)
    tags = kwargs.pop("tags", [])
    cc_binary(
        name = name + ".so",
        testonly = testonly,
        additional_linker_inputs = kwargs.pop("additional_linker_inputs", []) + [_PLUGIN_EXPORTS],
        linkopts = kwargs.pop("linkopts", []) + [
            "-Wl,-z,defs",
            "-Wl,--version-script=$(execpath {})".format(_PLUGIN_EXPORTS),
        ],
        linkshared = True,
        linkstatic = True,
        tags = tags,
        visibility = visibility,
        deps = deps + ["@debian//:protobuf_shared"],
        **kwargs
    )
    native.filegroup(
        name = name,
        testonly = testonly,
        srcs = [":{}.so".format(name)],
        tags = tags,
        visibility = visibility,
    )
