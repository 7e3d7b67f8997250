"""dockerfile_image: a Dockerfile and declared files into an OCI image, in a sandboxed action."""

load("//tools/rules:providers.bzl", "OciBaseInfo", "OciImageInfo")
load(
    ":image_context.bzl",
    "DIRECTORY",
    "FILE_AUTO",
    "FILE_PROGRAM",
    "SYMLINK",
    "TREE",
    "below_package",
    "entries_error",
    "inputs_text",
    "placed",
    "status_keys",
)
load(":text.bzl", "did_you_mean", "label_text")

# What attributes may be, each with what it means. Not `values` of the attributes, whose failure says less.
_CHOICES = {
    "compression": {"gzip": "read by everybody", "zstd": "smaller and faster", "none": "as it is"},
    "platform": {"linux/amd64": "the usual", "linux/arm64": "files must be built for it"},
    "run": {
        "refused": "RUN is an error",
        "sandbox": "RUN is executed in namespaces of its own, without network",
    },
}

def _check_choices(ctx):
    for name, choices in _CHOICES.items():
        value = getattr(ctx.attr, name)
        if value not in choices:
            fail("{}: `{}` is {}, want one of {}{}".format(
                label_text(ctx.label),
                name,
                repr(value),
                ", ".join(["{} ({})".format(repr(choice), why) for choice, why in choices.items()]),
                did_you_mean(value, choices.keys()),
            ))

def _entry(path, file, target):
    program = target[DefaultInfo].files_to_run and target[DefaultInfo].files_to_run.executable
    kind = TREE if file.is_directory else FILE_PROGRAM if file == program and not file.is_source else FILE_AUTO
    return struct(kind = kind, path = path, source = file.path, owner = label_text(target.label))

def _stands_here(ctx, file):
    """The path of a file of `srcs` in the context; stops when it is of another package."""
    path = None
    if file.owner.workspace_name == ctx.label.workspace_name and file.owner.package == ctx.label.package:
        path = below_package(file.short_path, ctx.label.package)
    if not path:
        fail(("{}: {} is of another package, and the context of an image is that of its own; say where it " +
              "stands: context = {{{}: \"PATH\"}}").format(
            label_text(ctx.label),
            label_text(file.owner),
            repr(label_text(file.owner)),
        ))
    return path

def _context(ctx):
    """All entries of the build context, and the files behind them."""
    entries = []
    for target in ctx.attr.srcs:
        for file in target[DefaultInfo].files.to_list():
            entries.append(_entry(_stands_here(ctx, file), file, target))
    for target, path in ctx.attr.context.items():
        files = target[DefaultInfo].files.to_list()
        for place, file in placed(path, files, target.label.package):
            entries.append(_entry(place, file, target))
    me = label_text(ctx.label)
    for path, text in ctx.attr.symlinks.items():
        if not text or "\t" in text or "\n" in text:
            fail("{}: the symlink `{}` leads to {}".format(me, path, repr(text)))
        entries.append(struct(kind = SYMLINK, path = path, source = text, owner = "`symlinks` of " + me))
    for path in ctx.attr.empty_dirs:
        entries.append(struct(kind = DIRECTORY, path = path, source = "", owner = "`empty_dirs` of " + me))
    error = entries_error(entries)
    if error:
        fail("{}: {}".format(me, error))
    return entries

def _add_bases(ctx, args):
    """The flags of all bases; returns their files."""
    files = []
    for name, target in ctx.attr.bases.items():
        if OciImageInfo in target:
            image = target[OciImageInfo]
            args.add_all([image.unstamped_layout], expand_directories = False, format_each = "--base={}=layout:%s".format(name))
            args.add(image.unstamped_digest, format = "--base-digest-file={}=%s".format(name))
            files.append(depset([image.unstamped_layout, image.unstamped_digest]))
        elif OciBaseInfo in target:
            base = target[OciBaseInfo]
            args.add("--base={}={}:{}@{}".format(name, base.kind, base.path, base.digest))
            files.append(base.files)
        else:
            fail(("{}: bases[{}] is {}, which is no image. Name a dockerfile_image, or pin what it builds: " +
                  "oci_base(name = ..., layout = [{}], digest = \"sha256:...\")").format(
                label_text(ctx.label),
                repr(name),
                label_text(target.label),
                repr(label_text(target.label)),
            ))
    return files

def _build(ctx, layout, digest):
    """The action that makes the image without its late labels."""
    inputs = ctx.actions.declare_file(ctx.label.name + ".inputs")
    ctx.actions.write(inputs, inputs_text(_context(ctx)))
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("@%s", use_always = True)
    args.add(ctx.file.dockerfile, format = "--dockerfile=%s")
    args.add(inputs, format = "--inputs=%s")
    args.add_all([layout], expand_directories = False, format_each = "--output=%s")
    args.add(digest, format = "--digest-file=%s")
    args.add(ctx.attr.platform, format = "--platform=%s")
    args.add(ctx.attr.compression, format = "--compression=%s")
    args.add(ctx.attr.run, format = "--run=%s")
    args.add("--run-fix=add run = \"sandbox\" to " + label_text(ctx.label))
    args.add_all(ctx.attr.image_tags, format_each = "--tag=%s")
    args.add_all(["{}={}".format(*pair) for pair in ctx.attr.build_args.items()], format_each = "--build-arg=%s")
    args.add_all(["{}={}".format(*pair) for pair in ctx.attr.labels.items()], format_each = "--label=%s")
    if ctx.attr.target:
        args.add(ctx.attr.target, format = "--target=%s")
    if ctx.file.dockerignore:
        args.add(ctx.file.dockerignore, format = "--ignore-file=%s")

    # A developer's own folder, outside of the sandbox (tools/rules/README.md). It changes no byte
    # of the result.
    if ctx.var.get("IMAGE_LAYER_CACHE"):
        args.add(ctx.var["IMAGE_LAYER_CACHE"], format = "--layer-cache=%s")
    bases = _add_bases(ctx, args)
    ctx.actions.run(
        executable = ctx.executable._image,
        arguments = ["build", args],
        inputs = depset(
            [ctx.file.dockerfile, inputs] + ([ctx.file.dockerignore] if ctx.file.dockerignore else []) +
            ctx.files.srcs,
            transitive = bases + [target[DefaultInfo].files for target in ctx.attr.context],
        ),
        outputs = [layout, digest],
        mnemonic = "DockerfileImage",
        progress_message = "Building image %{label}",
    )

def _check_stamp_labels(ctx):
    for name, text in ctx.attr.stamp_labels.items():
        me = "{}: stamp_labels[{}]".format(label_text(ctx.label), repr(name))
        if name in ctx.attr.labels:
            fail("{} stands in `labels` too; leave it in one of them".format(me))
        keys = status_keys(text)
        if not keys:
            fail("{} is {}, without a `{{STABLE_...}}` of tools/workspace_status.sh; put it into `labels`".format(
                me,
                repr(text),
            ))
        for key in keys:
            if not key.startswith("STABLE_"):
                fail("{} uses {{{}}}; only keys that begin with STABLE_ reach a build".format(me, key))

def _stamp(ctx, unstamped, unstamped_digest, digest):
    """The action that puts the late labels on; its layers are those of `unstamped`."""
    layout = ctx.actions.declare_directory(ctx.label.name)
    args = ctx.actions.args()
    args.add(ctx.info_file, format = "--status=%s")
    args.add_all(["{}={}".format(*pair) for pair in ctx.attr.stamp_labels.items()], format_each = "--set=%s")
    args.add(digest, format = "--digest-file=%s")
    args.add(unstamped_digest, format = "--expected-digest-file=%s")
    args.add_all([unstamped, layout], expand_directories = False)
    ctx.actions.run(
        executable = ctx.executable._image,
        arguments = ["label", args],
        inputs = [unstamped, unstamped_digest, ctx.info_file],
        outputs = [layout, digest],
        mnemonic = "LabelImage",
        progress_message = "Stamping image %{label}",
    )
    return layout

def _archive(ctx, layout, digest):
    args = ctx.actions.args()
    args.add_all(ctx.attr.image_tags, format_each = "--tag=%s")
    args.add(digest, format = "--expected-digest-file=%s")
    args.add_all([layout], expand_directories = False)
    args.add(ctx.outputs.docker_archive)
    ctx.actions.run(
        executable = ctx.executable._image,
        arguments = ["docker-archive", args],
        inputs = [layout, digest],
        outputs = [ctx.outputs.docker_archive],
        mnemonic = "DockerArchive",
        progress_message = "Packing image %{label} for docker load",
    )

def _dockerfile_image_impl(ctx):
    _check_choices(ctx)
    _check_stamp_labels(ctx)
    digest = ctx.outputs.digest
    if ctx.attr.stamp and ctx.attr.stamp_labels:
        unstamped = ctx.actions.declare_directory(ctx.label.name + ".unstamped")
        unstamped_digest = ctx.actions.declare_file(ctx.label.name + ".unstamped.digest")
        _build(ctx, unstamped, unstamped_digest)
        layout = _stamp(ctx, unstamped, unstamped_digest, digest)
    else:
        unstamped, unstamped_digest = ctx.actions.declare_directory(ctx.label.name), digest
        layout = unstamped
        _build(ctx, layout, digest)
    _archive(ctx, layout, digest)
    return [
        DefaultInfo(files = depset([layout]), runfiles = ctx.runfiles([layout, digest])),
        OciImageInfo(
            layout = layout,
            digest = digest,
            unstamped_layout = unstamped,
            unstamped_digest = unstamped_digest,
            platform = ctx.attr.platform,
            tags = ctx.attr.image_tags,
            label = ctx.label,
        ),
        OutputGroupInfo(
            digest = depset([digest]),
            docker_archive = depset([ctx.outputs.docker_archive]),
        ),
    ]

dockerfile_image_rule = rule(
    implementation = _dockerfile_image_impl,
    doc = "See the macro dockerfile_image, which gives it its outputs and helpers.",
    attrs = {
        "dockerfile": attr.label(mandatory = True, allow_single_file = True),
        "srcs": attr.label_list(allow_files = True),
        "context": attr.label_keyed_string_dict(allow_files = True),
        "symlinks": attr.string_dict(),
        "empty_dirs": attr.string_list(),
        "dockerignore": attr.label(allow_single_file = True),
        "build_args": attr.string_dict(),
        "bases": attr.string_keyed_label_dict(allow_files = True),
        "target": attr.string(),
        "platform": attr.string(),
        "run": attr.string(),
        "labels": attr.string_dict(),
        "stamp_labels": attr.string_dict(),
        "stamp": attr.bool(),
        "compression": attr.string(),
        "image_tags": attr.string_list(),
        "digest": attr.output(mandatory = True),
        "docker_archive": attr.output(mandatory = True),
        "_image": attr.label(
            default = "//tools/image",
            executable = True,
            # Not "exec": the libraries in it are built for the target already.
            cfg = "target",
        ),
    },
    provides = [OciImageInfo],
)
