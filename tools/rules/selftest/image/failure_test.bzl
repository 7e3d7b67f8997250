"""Tests of how images fail while Bazel analyses, with the words that people see."""

load("//tools/rules:defs.bzl", "dockerfile_image", "oci_base", "runtime_closure")
load("//tools/rules/selftest:fails_with.bzl", "BROKEN", "failure_tests")

def _image(name, **kwargs):
    dockerfile_image(name = name, dockerfile = "files/app.Dockerfile", **(kwargs | BROKEN))

_PIN = "sha256:" + 64 * "0"

def failure_test_suite(name):
    """One test for each way to be wrong."""
    _image("foreign_file", srcs = ["//tools/rules/selftest/image/other:greeting.txt"])
    _image("escaping", context = {"//tools/rules/selftest/image/other:greeting.txt": "a/../../b"})
    _image("absolute", symlinks = {"/etc/localtime": "UTC"})
    _image(
        "twice",
        srcs = ["files/greeting.txt"],
        context = {"//tools/rules/selftest/image/other:greeting.txt": "files/greeting.txt"},
    )
    _image("docker_run", run = "docker")
    _image("best", compression = "best")
    _image("windows", platform = "windows/amd64")
    _image("raw_base", bases = {"debian:12": "files/greeting.txt"})
    _image("plain_stamp", stamp_labels = {"version": "1"})
    _image("volatile_stamp", stamp_labels = {"time": "{BUILD_TIMESTAMP}"})
    _image("stamped_twice", labels = {"v": "1"}, stamp_labels = {"v": "{STABLE_REVISION}"})
    oci_base(name = "unpinned", docker_archive = "files/base.tar", **BROKEN)
    oci_base(name = "short_pin", docker_archive = "files/base.tar", digest = "sha256:1234", **BROKEN)
    oci_base(name = "nowhere", digest = _PIN, **BROKEN)
    oci_base(name = "no_layout", layout = ["files/greeting.txt"], digest = _PIN, **BROKEN)
    runtime_closure(name = "relative", binary = "//tools/image", path = "usr/bin/image", **BROKEN)

    cases = {
        "foreign_file": [
            "//tools/rules/selftest/image/other:greeting.txt is of another package",
            "context = {\"//tools/rules/selftest/image/other:greeting.txt\": \"PATH\"}",
        ],
        "escaping": [
            "the context path \"a/../../b\" of //tools/rules/selftest/image/other:greeting.txt leads out of " +
            "the context through `..`",
        ],
        "absolute": ["`symlinks` of //tools/rules/selftest/image:absolute", "write \"etc/localtime\""],
        "twice": ["two inputs stand at `files/greeting.txt` of the context"],
        "docker_run": ["`run` is \"docker\", want one of \"refused\" (RUN is an error), \"sandbox\" (RUN is executed"],
        "best": ["`compression` is \"best\", want one of \"gzip\""],
        "windows": ["`platform` is \"windows/amd64\", want one of \"linux/amd64\""],
        "raw_base": ["bases[\"debian:12\"] is //tools/rules/selftest/image:files/greeting.txt", "oci_base(name"],
        "plain_stamp": ["stamp_labels[\"version\"] is \"1\"", "put it into `labels`"],
        "volatile_stamp": ["uses {BUILD_TIMESTAMP}", "begin with STABLE_"],
        "stamped_twice": ["stamp_labels[\"v\"] stands in `labels` too"],
        "unpinned": ["the base is not pinned", "add `digest = \"sha256:...\"`"],
        "short_pin": ["`digest` is \"sha256:1234\"", "64 lower-case hex digits"],
        "nowhere": ["exactly one of `layout` and `docker_archive`"],
        "no_layout": ["`layout` has 0 files called oci-layout, want one"],
        "relative": ["`path` is \"usr/bin/image\"; it begins at the image's root"],
    }
    failure_tests(name, cases)
