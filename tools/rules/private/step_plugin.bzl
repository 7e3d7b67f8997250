"""step_plugin: a shared object that implements one kind of step."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load("//tools/rules:cc.bzl", "plugin_shared_object")
load("//tools/rules:providers.bzl", "StepPluginInfo")
load(":text.bzl", "label_text")

def _step_plugin_impl(ctx):
    so = ctx.file.so
    hello = ctx.actions.declare_file(ctx.label.name + ".hello.json")
    ctx.actions.run_shell(
        # step_host answers on stdout, so that it can also be asked by hand.
        command = 'exec "$1" describe --plugin="$2" --label="$3" > "$4"',
        arguments = [ctx.executable._step_host.path, so.path, label_text(ctx.label), hello.path],
        inputs = [so],
        tools = [ctx.attr._step_host[DefaultInfo].files_to_run],
        outputs = [hello],
        mnemonic = "DescribeStepPlugin",
        progress_message = "Describing step plugin %{label}",
    )
    return [
        DefaultInfo(files = depset([so]), runfiles = ctx.runfiles([so])),
        OutputGroupInfo(hello = depset([hello])),
        StepPluginInfo(so = so, hello = hello, label = ctx.label),
    ]

_step_plugin = rule(
    implementation = _step_plugin_impl,
    doc = "Describes a built plugin. Use the macro step_plugin.",
    attrs = {
        "so": attr.label(
            doc = "The shared object, as plugin_shared_object links it.",
            allow_single_file = [".so"],
            mandatory = True,
        ),
        "_step_host": attr.label(
            doc = "Opens the plugin at build time. In the target configuration, because the same " +
                  "program runs it in a release and need not be built twice.",
            default = "//tools/step_host",
            executable = True,
            cfg = "target",
        ),
    },
    provides = [StepPluginInfo],
)

def step_plugin(name, srcs = [], hdrs = [], config = None, deps = [], **kwargs):
    """A kind of step: a shared object that a step_host opens in a process of its own.

    Behaviour: the C++ is linked into one .so that exports the plugin's entry point and nothing else.
    step_host then opens it once, in a sandbox, and writes down its name and the schema of its config;
    a plugin that does not load fails the build. Targets that are made on the way:

      NAME                  the plugin; `release_step` takes it
      NAME_lib              its code as a cc_library, for tests in process (only with `srcs`)
      NAME_config_cc_proto  its config message (only with `config`)

    Usage, for a plugin that is one .cc and one .proto:

        step_plugin(
            name = "hello",
            srcs = ["hello.cc"],
            config = "config.proto",
        )

    Args:
      name: of the plugin's target.
      srcs: C++ files, one of which has RELEASE_STEP_PLUGIN. Leave them out when a library in `deps`
        has it; that one needs `alwayslink = True`.
      hdrs: headers of `srcs`.
      config: the .proto file with the config message.
      deps: libraries that `srcs` include, beside the SDK and the config.
      **kwargs: visibility, tags, testonly.
    """
    visibility = kwargs.pop("visibility", None)
    common = {key: kwargs.pop(key) for key in ["tags", "testonly"] if key in kwargs}
    if kwargs:
        fail("step_plugin {}: there is no attribute {}".format(name, ", ".join(kwargs.keys())))
    libraries = list(deps)
    if config:
        native.proto_library(
            name = name + "_config_proto",
            srcs = [config],
            deps = [
                "//proto/release/v1:options_proto",
                "@com_google_protobuf//:duration_proto",
            ],
            **common
        )
        native.cc_proto_library(
            name = name + "_config_cc_proto",
            deps = [":{}_config_proto".format(name)],
            **common
        )
        libraries.append(":{}_config_cc_proto".format(name))
    if srcs:
        cc_library(
            name = name + "_lib",
            srcs = srcs,
            hdrs = hdrs,
            deps = libraries + ["//tools/sdk"],
            alwayslink = True,
            **common
        )
        libraries = [":{}_lib".format(name)]
    plugin_shared_object(
        name = name + "_plugin",
        visibility = ["//visibility:private"],
        deps = libraries,
        **common
    )
    _step_plugin(
        name = name,
        so = ":{}_plugin.so".format(name),
        visibility = visibility,
        **common
    )
