"""runtime_closure: a program with the shared libraries that it needs, as a folder for an image."""

load(":text.bzl", "label_text")

def _shared_objects(target):
    return [
        file
        for file in target[DefaultInfo].default_runfiles.files.to_list()
        if file.basename.endswith(".so") or ".so." in file.basename
    ]

def _runtime_closure_impl(ctx):
    path = ctx.attr.path or "/usr/bin/" + ctx.executable.binary.basename
    if not path.startswith("/"):
        fail("{}: `path` is {}; it begins at the image's root, like \"/usr/bin/app\"".format(
            label_text(ctx.label),
            repr(path),
        ))
    libraries = depset(
        _shared_objects(ctx.attr.binary),
        transitive = [target[DefaultInfo].files for target in ctx.attr.libraries],
    )
    tree = ctx.actions.declare_directory(ctx.label.name)
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("%s", use_always = True)
    args.add(ctx.executable.binary, format = "--program=%s")
    args.add(path[1:], format = "--place=%s")
    args.add(label_text(ctx.label), format = "--owner=%s")
    args.add_all([tree], expand_directories = False, format_each = "--output=%s")
    args.add_all(libraries, format_each = "--library=%s")
    args.add_all(ctx.attr.loaded, format_each = "--loaded=%s")
    ctx.actions.run(
        executable = ctx.executable._tool,
        arguments = [args],
        inputs = depset([ctx.executable.binary], transitive = [libraries]),
        outputs = [tree],
        mnemonic = "RuntimeClosure",
        progress_message = "Finding the libraries of %{label}",
    )
    return [DefaultInfo(files = depset([tree]), runfiles = ctx.runfiles([tree]))]

runtime_closure = rule(
    implementation = _runtime_closure_impl,
    doc = """A program, its loader and its shared libraries, as one folder: the `context` of an image FROM scratch.

Behaviour: the libraries are found by reading ELF files, among declared inputs only. A library that none of
them provides stops the build, with who needs it. The folder holds nothing else: no shell, no C library
data. glibc resolves host names and users without more files.

Usage:

    runtime_closure(
        name = "closure",
        binary = "//apps/api",
    )

    dockerfile_image(
        name = "image",
        dockerfile = "app.Dockerfile",  # FROM scratch, COPY root/ /
        context = {":closure": "root"},
    )""",
    attrs = {
        "binary": attr.label(
            doc = "The executable, dynamically or statically linked.",
            mandatory = True,
            executable = True,
            cfg = "target",
        ),
        "path": attr.string(
            doc = "Where it is in the image; by default /usr/bin/NAME.",
        ),
        "libraries": attr.label_list(
            doc = "Where shared libraries may come from, beside the program's own runfiles. A file " +
                  "counts by the name that is inside it (SONAME).",
            default = ["@debian//:runtime"],
            allow_files = True,
        ),
        "loaded": attr.string_list(
            doc = "Libraries that the program loads by itself (dlopen), by name: `libfoo.so.1`.",
        ),
        "_tool": attr.label(
            default = "//tools/image/closure:runtime_closure",
            executable = True,
            # Not "exec": the libraries in it are built for the target already.
            cfg = "target",
        ),
    },
)
