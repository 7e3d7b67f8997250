"""Tests of what the rules ask Bazel to do."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//tools/rules:providers.bzl", "ReleasePipelineInfo", "ReleaseStepInfo", "StepPluginInfo")

def _action(env, mnemonic):
    for action in analysistest.target_actions(env):
        if action.mnemonic == mnemonic:
            return action
    fail("there is no action " + mnemonic)

def _names(files):
    return [file.basename for file in files.to_list()]

def _plugin_is_described_impl(ctx):
    env = analysistest.begin(ctx)
    plugin = analysistest.target_under_test(env)[StepPluginInfo]
    asserts.equals(env, "hello_plugin.so", plugin.so.basename)
    asserts.equals(env, ["hello.hello.json"], _names(_action(env, "DescribeStepPlugin").outputs))
    return analysistest.end(env)

plugin_is_described_test = analysistest.make(_plugin_is_described_impl)

def _config_is_checked_impl(ctx):
    env = analysistest.begin(ctx)
    step = analysistest.target_under_test(env)[ReleaseStepInfo]
    asserts.equals(env, "5400s", step.timeout)
    asserts.equals(env, ["begin"], step.after)
    asserts.equals(env, ["text"], [artifact.name for artifact in step.artifacts])
    check = _action(env, "CheckReleaseStep")
    asserts.true(env, "hello.hello.json" in _names(check.inputs))
    asserts.equals(env, ["end.check"], _names(check.outputs))
    return analysistest.end(env)

config_is_checked_test = analysistest.make(_config_is_checked_impl)

def _manifest_has_every_file_impl(ctx):
    env = analysistest.begin(ctx)
    pipeline = analysistest.target_under_test(env)[ReleasePipelineInfo]
    asserts.equals(env, ["begin", "end"], pipeline.steps)
    inputs = _names(_action(env, "WritePipelineManifest").inputs)
    for name in ["hello_plugin.so", "step_host", "environments.toml", "greeting.txt"]:
        asserts.true(env, name in inputs, name + " is not an input")
    return analysistest.end(env)

manifest_has_every_file_test = analysistest.make(_manifest_has_every_file_impl)

def _a_misfit_stops_the_pipeline_impl(ctx):
    env = analysistest.begin(ctx)
    inputs = _names(_action(env, "CheckPipeline").inputs)
    for name in ["begin.check", "end.check", "environments.toml", "sound.manifest.json"]:
        asserts.true(env, name in inputs, name + " is not an input")
    files = analysistest.target_under_test(env)[DefaultInfo]
    asserts.true(env, "sound.check" in _names(files.files))
    asserts.true(env, "sound.check" in _names(files.default_runfiles.files))
    return analysistest.end(env)

a_misfit_stops_the_pipeline_test = analysistest.make(_a_misfit_stops_the_pipeline_impl)

def _after_in_manifest(env):
    """Step name -> what it comes after, as the manifest is told."""
    for action in analysistest.target_actions(env):
        if action.mnemonic == "FileWrite" and "manifest_request" in _names(action.outputs)[0]:
            steps = json.decode(action.content)["manifest"]["steps"]
            return {step["name"]: step["after"] for step in steps}
    fail("no action writes the request")

def _a_step_that_is_absent_is_not_waited_for_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, {"begin": [], "end": ["begin"]}, _after_in_manifest(env))
    return analysistest.end(env)

a_step_that_is_absent_is_not_waited_for_test = analysistest.make(
    _a_step_that_is_absent_is_not_waited_for_impl,
)

def _a_step_that_is_present_is_waited_for_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(
        env,
        {"begin": [], "middle": [], "end": ["begin", "middle"]},
        _after_in_manifest(env),
    )
    return analysistest.end(env)

a_step_that_is_present_is_waited_for_test = analysistest.make(
    _a_step_that_is_present_is_waited_for_impl,
)

def actions_test_suite(name):
    tests = {
        "plugin_is_described": (plugin_is_described_test, "//plugins/hello"),
        "config_is_checked": (config_is_checked_test, ":end"),
        "manifest_has_every_file": (manifest_has_every_file_test, ":sound"),
        "a_misfit_stops_the_pipeline": (a_misfit_stops_the_pipeline_test, ":sound"),
        "a_step_that_is_absent_is_not_waited_for": (
            a_step_that_is_absent_is_not_waited_for_test,
            ":sound",
        ),
        "a_step_that_is_present_is_waited_for": (
            a_step_that_is_present_is_waited_for_test,
            ":longer",
        ),
    }
    for test, (rule, target) in tests.items():
        rule(name = test + "_test", size = "small", target_under_test = target)
    native.test_suite(name = name, tests = [":{}_test".format(test) for test in tests])
