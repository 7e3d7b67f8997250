"""cc_grpc_library: the gRPC half of a proto_library in C++."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def _grpc_sources_impl(ctx):
    proto = ctx.attr.proto[ProtoInfo]
    sources, headers = [], []
    for file in proto.direct_sources:
        stem = file.basename.removesuffix(".proto")
        headers.append(ctx.actions.declare_file(stem + ".grpc.pb.h", sibling = file))
        sources.append(ctx.actions.declare_file(stem + ".grpc.pb.cc", sibling = file))

    # protoc names its outputs after the import path, which starts at the workspace's root.
    args = ctx.actions.args()
    args.add(ctx.executable._plugin, format = "--plugin=protoc-gen-grpc=%s")
    args.add("--grpc_out=" + ctx.bin_dir.path)
    args.add_all(proto.transitive_proto_path, map_each = _proto_path)
    args.add_all(proto.direct_sources)
    ctx.actions.run(
        executable = ctx.executable._protoc,
        tools = [ctx.executable._plugin],
        inputs = proto.transitive_sources,
        outputs = sources + headers,
        arguments = [args],
        mnemonic = "GenGrpcCc",
        progress_message = "Generating gRPC code of %{label}",
    )
    return [
        DefaultInfo(files = depset(sources + headers)),
        OutputGroupInfo(sources = depset(sources), headers = depset(headers)),
    ]

def _proto_path(path):
    return "--proto_path=" + path

_grpc_sources = rule(
    implementation = _grpc_sources_impl,
    doc = "Generates *.grpc.pb.{h,cc} beside the sources of one proto_library of the same package.",
    attrs = {
        "proto": attr.label(mandatory = True, providers = [ProtoInfo]),
        "_plugin": attr.label(
            default = "@debian//:grpc_cpp_plugin",
            executable = True,
            cfg = "exec",
        ),
        "_protoc": attr.label(
            default = "@com_google_protobuf//:protoc",
            executable = True,
            cfg = "exec",
        ),
    },
)

def cc_grpc_library(name, srcs, deps, **kwargs):
    """A cc_library of the services in one proto_library.

    Only headers of gRPC are among its dependencies; the final target picks the linked form
    (cc.bzl).

    Args:
      name: target name.
      srcs: exactly one proto_library, of the same package.
      deps: its cc_proto_library, and the cc_grpc_library of imported files that have services.
      **kwargs: visibility, tags, testonly.
    """
    if len(srcs) != 1:
        fail("cc_grpc_library {}: srcs takes one proto_library, not {}".format(name, len(srcs)))
    common = {key: kwargs[key] for key in ["tags", "testonly"] if key in kwargs}
    _grpc_sources(
        name = name + "_gen",
        proto = srcs[0],
        visibility = ["//visibility:private"],
        **common
    )
    for group in ["sources", "headers"]:
        native.filegroup(
            name = name + "_" + group,
            srcs = [":" + name + "_gen"],
            output_group = group,
            visibility = ["//visibility:private"],
            **common
        )
    cc_library(
        name = name,
        srcs = [":" + name + "_sources"],
        hdrs = [":" + name + "_headers"],
        deps = deps + ["@debian//:grpc"],
        **kwargs
    )
