"""step_plugin_test: a test of a plugin with the kit in tools/sdk/testing."""

load("//tools/rules:cc.bzl", "release_cc_test")

def step_plugin_test(name, plugin, deps = [], data = [], env = {}, size = "small", **kwargs):
    """A GoogleTest that runs a plugin in process and through the real step_host.

    Behaviour: HostedStep::Start() without options finds the built plugin and step_host by the
    environment variables RELEASE_PLUGIN and RELEASE_STEP_HOST, which this macro sets. Each hosted
    plugin is a process of its own.

    Usage:

        step_plugin_test(
            name = "hello_test",
            srcs = ["hello_test.cc"],
            plugin = ":hello",
            deps = [":hello_config_cc_proto", ":hello_lib"],
        )

    Args:
      name: target name.
      plugin: the step_plugin under test.
      deps: as in cc_test. The kit's libraries are there already.
      data: as in cc_test.
      env: as in cc_test.
      size: as in cc_test.
      **kwargs: as in release_cc_test (tools/rules/cc.bzl).
    """
    host = "//tools/step_host"
    release_cc_test(
        name = name,
        size = size,
        data = data + [plugin, host],
        env = dict(
            {
                "RELEASE_PLUGIN": "$(rootpath {})".format(plugin),
                "RELEASE_STEP_HOST": "$(rootpath {})".format(host),
            },
            **env
        ),
        deps = deps + [
            "//tools/sdk/testing:convergence",
            "//tools/sdk/testing:hosted_step",
            "//tools/sdk/testing:in_process_step",
        ],
        **kwargs
    )
