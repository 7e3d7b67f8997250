"""Tests of what dockerfile_image asks Bazel to do."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//tools/rules:providers.bzl", "OciImageInfo")

def _action(env, mnemonic):
    found = [action for action in analysistest.target_actions(env) if action.mnemonic == mnemonic]
    if len(found) != 1:
        fail("there are {} actions {}".format(len(found), mnemonic))
    return found[0]

def _names(files):
    return [file.basename for file in files.to_list()]

def _inputs_of_context(env):
    for action in analysistest.target_actions(env):
        if action.mnemonic == "FileWrite" and _names(action.outputs)[0].endswith(".inputs"):
            return action.content
    fail("there is no inputs file")

def _an_image_has_its_outputs_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    image = target[OciImageInfo]
    asserts.equals(env, ["sound"], _names(target[DefaultInfo].files))
    asserts.true(env, image.layout.is_directory)
    asserts.equals(env, "sound.digest", image.digest.basename)
    asserts.equals(env, ["sound.tar"], _names(target[OutputGroupInfo].docker_archive))
    asserts.equals(env, image.layout, image.unstamped_layout)
    asserts.equals(env, ["sound:latest"], image.tags)
    return analysistest.end(env)

_an_image_has_its_outputs_test = analysistest.make(_an_image_has_its_outputs_impl)

def _the_context_is_what_was_declared_impl(ctx):
    env = analysistest.begin(ctx)
    lines = [
        line.split("\t")[:2]
        for line in _inputs_of_context(env).strip().split("\n")
    ]
    asserts.equals(env, [
        ["auto", "files/greeting.txt"],
        ["auto", "other/greeting.txt"],
        ["dir", "var/empty"],
        ["link", "link"],
        ["program", "bin/image"],
        ["tree", "closure"],
    ], lines)
    inputs = _names(_action(env, "DockerfileImage").inputs)
    for name in ["app.Dockerfile", "greeting.txt", "sound.inputs", "closure", "image"]:
        asserts.true(env, name in inputs, name + " is not an input")
    return analysistest.end(env)

_the_context_is_what_was_declared_test = analysistest.make(_the_context_is_what_was_declared_impl)

def _an_image_on_an_image_takes_it_by_digest_impl(ctx):
    env = analysistest.begin(ctx)
    inputs = _names(_action(env, "DockerfileImage").inputs)
    for name in ["sound", "sound.digest"]:
        asserts.true(env, name in inputs, name + " is not an input")
    return analysistest.end(env)

_an_image_on_an_image_takes_it_by_digest_test = analysistest.make(
    _an_image_on_an_image_takes_it_by_digest_impl,
)

def _without_stamp_nothing_reads_the_status_impl(ctx):
    env = analysistest.begin(ctx)
    mnemonics = [action.mnemonic for action in analysistest.target_actions(env)]
    asserts.false(env, "LabelImage" in mnemonics)
    for action in analysistest.target_actions(env):
        asserts.false(env, "stable-status.txt" in _names(action.inputs), action.mnemonic)
    return analysistest.end(env)

_without_stamp_nothing_reads_the_status_test = analysistest.make(
    _without_stamp_nothing_reads_the_status_impl,
    config_settings = {"//command_line_option:stamp": False},
)

def _with_stamp_only_the_labels_read_the_status_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.true(env, "stable-status.txt" in _names(_action(env, "LabelImage").inputs))
    build = _action(env, "DockerfileImage")
    asserts.false(env, "stable-status.txt" in _names(build.inputs))
    asserts.equals(env, ["stamped.unstamped", "stamped.unstamped.digest"], _names(build.outputs))
    image = analysistest.target_under_test(env)[OciImageInfo]
    asserts.equals(env, "stamped", image.layout.basename)
    asserts.equals(env, "stamped.unstamped", image.unstamped_layout.basename)
    return analysistest.end(env)

_with_stamp_only_the_labels_read_the_status_test = analysistest.make(
    _with_stamp_only_the_labels_read_the_status_impl,
    config_settings = {"//command_line_option:stamp": True},
)

def actions_test_suite(name):
    tests = {
        "an_image_has_its_outputs": (_an_image_has_its_outputs_test, ":sound"),
        "the_context_is_what_was_declared": (_the_context_is_what_was_declared_test, ":sound"),
        "an_image_on_an_image_takes_it_by_digest": (
            _an_image_on_an_image_takes_it_by_digest_test,
            ":on_sound",
        ),
        "without_stamp_nothing_reads_the_status": (_without_stamp_nothing_reads_the_status_test, ":stamped"),
        "with_stamp_only_the_labels_read_the_status": (
            _with_stamp_only_the_labels_read_the_status_test,
            ":stamped",
        ),
    }
    for test, (rule, target) in tests.items():
        rule(name = test + "_test", size = "small", target_under_test = target)
    native.test_suite(name = name, tests = [":{}_test".format(test) for test in tests])
