"""oci_base: an image that somebody else made, pinned by its digest."""

load("//tools/rules:providers.bzl", "OciBaseInfo")
load(":image_context.bzl", "is_digest")
load(":text.bzl", "label_text")

_HOW_TO_PIN = ("`digest = \"sha256:...\"`. Of a layout it is the digest in its index.json (`skopeo inspect " +
               "oci:DIR` shows it), of a docker-archive the image id, with sha256: before it (`docker images " +
               "--no-trunc`)")

def _layout_directory(ctx, files):
    """The path of the layout: one folder as it is, or where the file `oci-layout` lies."""
    if len(files) == 1 and files[0].is_directory:
        return files[0].path
    marks = [file for file in files if file.basename == "oci-layout"]
    if len(marks) != 1:
        fail(("{}: `layout` has {} files called oci-layout, want one: name a folder, or every file of one " +
              "OCI layout (glob([\"base/**\"]))").format(label_text(ctx.label), len(marks)))
    return marks[0].dirname

def _oci_base_impl(ctx):
    name = label_text(ctx.label)
    if bool(ctx.files.layout) == bool(ctx.file.docker_archive):
        fail("{}: exactly one of `layout` and `docker_archive` says where the image is".format(name))
    if not ctx.attr.digest:
        fail("{}: the base is not pinned, so its bytes could change unseen; add {}".format(
            name,
            _HOW_TO_PIN,
        ))
    if not is_digest(ctx.attr.digest):
        fail("{}: `digest` is {}; a pin is `sha256:` and 64 lower-case hex digits: {}".format(
            name,
            repr(ctx.attr.digest),
            _HOW_TO_PIN,
        ))
    if ctx.file.docker_archive:
        kind, path, files = "docker-archive", ctx.file.docker_archive.path, [ctx.file.docker_archive]
    else:
        kind, path, files = "layout", _layout_directory(ctx, ctx.files.layout), ctx.files.layout
    return [
        DefaultInfo(files = depset(files)),
        OciBaseInfo(kind = kind, path = path, files = depset(files), digest = ctx.attr.digest),
    ]

oci_base = rule(
    implementation = _oci_base_impl,
    doc = """An image from outside, for `bases` of a dockerfile_image.

Behaviour: nothing is fetched and nothing is built; the files are inputs. An image that does not have the digest
stops the build of who uses it.

Usage:

    oci_base(
        name = "debian",
        digest = "sha256:...",
        layout = glob(["debian/**"]),
    )""",
    attrs = {
        "layout": attr.label_list(
            doc = "An OCI image layout: one folder, or all its files.",
            allow_files = True,
        ),
        "docker_archive": attr.label(
            doc = "What `docker save` wrote.",
            allow_single_file = [".tar"],
        ),
        "digest": attr.string(
            doc = "Of the manifest (or index of platforms) in the layout, or the image id in the archive.",
        ),
    },
    provides = [OciBaseInfo],
)
