"""The public face of dockerfile_image: one image, its outputs and its helpers."""

load(":dockerfile_image.bzl", "dockerfile_image_rule")
load(":image_command.bzl", "image_command")

def dockerfile_image(
        name,
        dockerfile,
        srcs = [],
        context = {},
        symlinks = {},
        empty_dirs = [],
        dockerignore = None,
        build_args = {},
        bases = {},
        target = "",
        platform = "linux/amd64",
        run = "refused",
        labels = {},
        stamp_labels = {},
        compression = "gzip",
        image_tags = None,
        **kwargs):
    """An OCI image from a Dockerfile: no daemon, no root, no network, the same bytes everywhere.

    An ordinary action builds it, here or on a remote engine. The layout's digest depends on the Dockerfile, the
    declared files and these attributes only: owners, times, modes and the order of files on disk do not count. A
    file is 0755 when it is a program (an executable target, an ELF program, a `#!` script) and 0644 otherwise; the
    Dockerfile may say otherwise (`COPY --chmod`, `--chown`).

    | target | is |
    | --- | --- |
    | `NAME` | the OCI image layout, a folder; provides OciImageInfo |
    | `NAME.digest` | a file with `sha256:...`, the digest of the manifest |
    | `NAME.tar` | what `docker load` reads; built only when asked for |
    | `NAME.load` | `bazel run`: gives it to docker or podman |
    | `NAME.inspect` | `bazel run`: shows config, layers, history |

    Args:
      name: target name.
      dockerfile: the Dockerfile. Not in the context unless it is in `srcs` too.
      srcs: files of this package, at their path relative to it. The context has nothing else but:
      context: {label: "path"}: files of other packages. A path that ends with `/` (or "."), or of several
        files, is a folder; a folder (tree artifact, runtime_closure) is laid out below the path.
      symlinks: {"path": "text of the link"}: symlinks of the context.
      empty_dirs: folders of the context that have no file.
      dockerignore: the .dockerignore of the context.
      build_args: {"NAME": "value"}: for ARG. They are in the history: no secrets.
      bases: {"name": label}: what `FROM name` means: a dockerfile_image, or an oci_base. Names without an
        entry are an error, `scratch` needs none.
      target: the stage to build; by default the last.
      platform: linux/amd64 or linux/arm64, as the image says of itself and the Dockerfile's TARGET... see.
      run: "refused": RUN is an error. "sandbox": RUN is executed in namespaces of its own, without network, on
        the root so far. Needs unprivileged user namespaces.
      labels: {"key": "value"}, over those of the Dockerfile.
      stamp_labels: {"key": "text with {STABLE_KEY}"}: put on by a second action, with --stamp only. Layers and
        cached builds never depend on them; without --stamp the labels are not there. The keys are those that
        tools/workspace_status.sh prints.
      compression: of the layers: "gzip", "zstd" or "none".
      image_tags: ["name:tag"] for NAME.tar and for the layout's index; ["NAME:latest"] by default.
      **kwargs: visibility, tags, testonly and the like.
    """
    digest, archive = name + ".digest", name + ".tar"
    dockerfile_image_rule(
        name = name,
        dockerfile = dockerfile,
        srcs = srcs,
        context = context,
        symlinks = symlinks,
        empty_dirs = empty_dirs,
        dockerignore = dockerignore,
        build_args = build_args,
        bases = bases,
        target = target,
        platform = platform,
        run = run,
        labels = labels,
        stamp_labels = stamp_labels,
        stamp = select({
            Label("//tools/rules/private:stamped"): True,
            "//conditions:default": False,
        }),
        compression = compression,
        image_tags = [name.lower() + ":latest"] if image_tags == None else image_tags,
        digest = digest,
        docker_archive = archive,
        **kwargs
    )
    common = {key: kwargs[key] for key in ["testonly", "visibility"] if key in kwargs}
    for command, template, uses in [
        ("load", Label("//tools/rules/private:load_image.sh.tpl"), "archive"),
        ("inspect", Label("//tools/rules/private:inspect_image.sh.tpl"), "layout"),
    ]:
        image_command(
            name = "{}.{}".format(name, command),
            archive = archive,
            image = name,
            template = template,
            uses = uses,
            # Helpers of people, not parts of `//...`.
            tags = kwargs.get("tags", []) + ["manual"],
            **common
        )
