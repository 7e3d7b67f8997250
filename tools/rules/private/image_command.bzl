"""`bazel run` helpers of an image: NAME.load and NAME.inspect."""

load("//tools/rules:providers.bzl", "OciImageInfo")
load(":text.bzl", "label_text")

def _image_command_impl(ctx):
    image = ctx.attr.image[OciImageInfo]
    program = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file.template,
        output = program,
        is_executable = True,
        substitutions = {
            "%{label}": label_text(image.label),
            "%{layout}": image.layout.short_path,
            "%{archive}": ctx.file.archive.short_path,
            "%{image}": ctx.executable._image.short_path,
        },
    )
    files = [ctx.file.archive] if ctx.attr.uses == "archive" else [image.layout, ctx.executable._image]
    return [DefaultInfo(executable = program, runfiles = ctx.runfiles(files))]

image_command = rule(
    implementation = _image_command_impl,
    doc = "A script that does something with an image.",
    attrs = {
        "image": attr.label(mandatory = True, providers = [OciImageInfo]),
        "archive": attr.label(mandatory = True, allow_single_file = True),
        "template": attr.label(mandatory = True, allow_single_file = True),
        "uses": attr.string(mandatory = True, values = ["archive", "layout"]),
        "_image": attr.label(default = "//tools/image", executable = True, cfg = "target"),
    },
    executable = True,
)
