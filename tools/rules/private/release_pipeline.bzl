"""release_pipeline: the graph of steps for one environment, which `tools/bazel run` releases."""

load("//tools/rules:providers.bzl", "ReleasePipelineInfo", "ReleaseStepInfo")
load(":graph.bzl", "graph_error")
load(":text.bzl", "is_step_name", "label_text")

# What can be released apart: each has a lease of its own.
_SURFACES = ["app", "pages"]

def _runfiles_path(ctx, file):
    """Where the file is below the runfiles root."""
    if file.short_path.startswith("../"):
        return file.short_path[len("../"):]
    return ctx.workspace_name + "/" + file.short_path

def _file(ctx, file):
    return {"path": _runfiles_path(ctx, file)}

def _after(step, steps):
    """Names of the steps of this pipeline that must have finished before `step`."""
    present = [other.name for other in steps]
    return step.after + [name for name in step.after_if_present if name in present]

def _step(ctx, step, steps):
    return {
        "name": step.name,
        "label": label_text(step.label),
        "plugin": {"label": label_text(step.plugin.label), "file": _file(ctx, step.plugin.so)},
        "configJson": step.config,
        "after": _after(step, steps),
        "artifacts": [
            {
                "name": artifact.name,
                "label": label_text(artifact.label),
                "files": [_file(ctx, file) for file in artifact.files],
            }
            for artifact in step.artifacts
        ],
        "timeout": step.timeout,
        "stallTimeout": step.stall_timeout,
        "attempts": step.attempts,
    }

def _write_manifest(ctx, steps, owners):
    """The action that writes the manifest with the digest of every file in `owners`."""
    request = ctx.actions.declare_file(ctx.label.name + ".manifest_request.json")
    ctx.actions.write(request, json.encode({
        "manifest": {
            "format": 1,
            "label": label_text(ctx.label),
            "environment": ctx.attr.environment,
            "approval": "APPROVAL_" + ctx.attr.approval.upper(),
            # People know it by its path in the workspace.
            "environments": _file(ctx, ctx.file.environments) | {
                "name": ctx.file.environments.short_path,
            },
            "stepHost": _file(ctx, ctx.executable._step_host),
            "steps": [_step(ctx, step, steps) for step in steps],
        },
        "inputs": {_runfiles_path(ctx, file): file.path for file in owners},
        "hellos": _hellos(steps),
    }))
    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest.json")
    ctx.actions.run(
        executable = ctx.executable._pipeline_tool,
        arguments = ["write-manifest", request.path, manifest.path],
        inputs = [request] + owners.keys() + [step.plugin.hello for step in steps],
        outputs = [manifest],
        mnemonic = "WritePipelineManifest",
        progress_message = "Writing the manifest of pipeline %{label}",
    )
    return manifest

def _hellos(steps):
    return {label_text(step.plugin.label): step.plugin.hello.path for step in steps}

def _check(ctx, steps, manifest):
    """The action that checks environment and configs; its output exists only if they fit."""
    request = ctx.actions.declare_file(ctx.label.name + ".check_request.json")
    ctx.actions.write(request, json.encode({
        "manifest": manifest.path,
        "environments": ctx.file.environments.path,
        "environments_display": ctx.file.environments.short_path,
        "hellos": _hellos(steps),
    }))
    check = ctx.actions.declare_file(ctx.label.name + ".check")
    ctx.actions.run(
        executable = ctx.executable._pipeline_tool,
        arguments = ["check-pipeline", request.path, check.path],
        inputs = [request, manifest, ctx.file.environments] +
                 [step.plugin.hello for step in steps] +
                 # A step that does not fit by itself is told as its own failure.
                 [step.check for step in steps],
        outputs = [check],
        mnemonic = "CheckPipeline",
        progress_message = "Checking pipeline %{label} against its environment",
    )
    return check

def _quoted(text):
    """An argument of the launcher: in double quotes, where only $RUNFILES is replaced."""
    for special in ["\\", "\"", "`"]:
        text = text.replace(special, "\\" + special)
    text = text.replace("$", "\\$").replace("\\$RUNFILES", "$RUNFILES")
    return "\"" + text + "\""

def _exec_line(ctx):
    if not ctx.attr.cloud:
        return "exec \"$release\" \"$@\""
    arguments = [
        _quoted(ctx.expand_location(argument, ctx.attr.cloud_data))
        for argument in ctx.attr.cloud_args
    ]
    return " ".join(
        ["exec", _quoted("$RUNFILES/" + _runfiles_path(ctx, ctx.executable.cloud)), "run"] +
        arguments + ["--", "\"$release\"", "\"$@\""],
    )

def _state_error(state, surfaces):
    """What is wrong with these attributes, or None."""
    if state:
        kind, _, secret = state.partition(":")
        if kind != "postgres" or not secret or secret != secret.upper() or not secret.replace("_", "").isalnum():
            return ("`state` is {}, want \"postgres:NAME\" with the name of a secret of the environment, " +
                    "whose value is the database's URL").format(repr(state))
    if not surfaces:
        return "`surfaces` is empty; a pipeline releases `app`, `pages` or both"
    for surface in surfaces:
        if surface not in _SURFACES:
            return "`surfaces` has {}, want some of {}".format(repr(surface), ", ".join(_SURFACES))
    return None

def _state_flags(ctx):
    flags = ["--surface=" + surface for surface in ctx.attr.surfaces]
    if ctx.attr.state:
        flags.append("--pipeline-state=" + ctx.attr.state)
    return " ".join(flags)

def _launcher(ctx, manifest, owners):
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "%{label}": label_text(ctx.label),
            "%{manifest}": _runfiles_path(ctx, manifest),
            "%{release}": _runfiles_path(ctx, ctx.executable._release),
            "%{files}": "\n".join([
                "{} {}".format(label_text(owner), _runfiles_path(ctx, file))
                for file, owner in owners.items()
            ]),
            "%{exec}": _exec_line(ctx),
            "%{state}": _state_flags(ctx),
        },
    )
    return launcher

def _release_pipeline_impl(ctx):
    steps = [target[ReleaseStepInfo] for target in ctx.attr.steps]
    if not is_step_name(ctx.attr.environment):
        fail(("{}: `environment` is {}; a name is lower case letters, digits, `-` and `_`, and " +
              "begins with a letter").format(label_text(ctx.label), repr(ctx.attr.environment)))
    error = _state_error(ctx.attr.state, ctx.attr.surfaces)
    if error:
        fail("{}: {}".format(label_text(ctx.label), error))
    error = graph_error([
        struct(name = step.name, label = label_text(step.label), after = _after(step, steps))
        for step in steps
    ])
    if error:
        fail("{}: {}".format(label_text(ctx.label), error))

    # File -> who makes it. Everything that the manifest gives a digest for.
    owners = {
        ctx.file.environments: ctx.attr.environments.label,
        ctx.executable._step_host: ctx.attr._step_host.label,
    }
    for step in steps:
        owners[step.plugin.so] = step.plugin.label
        for artifact in step.artifacts:
            owners.update({file: artifact.label for file in artifact.files})
    manifest = _write_manifest(ctx, steps, owners)
    check = _check(ctx, steps, manifest)

    programs = {ctx.executable._release: ctx.attr._release.label}
    if ctx.attr.cloud:
        programs[ctx.executable.cloud] = ctx.attr.cloud.label
    for target in ctx.attr.cloud_data:
        programs.update({file: target.label for file in target[DefaultInfo].files.to_list()})
    launcher = _launcher(ctx, manifest, owners | programs)
    runfiles = ctx.runfiles([manifest, check] + owners.keys() + programs.keys()).merge_all([
        target[DefaultInfo].default_runfiles
        for target in [ctx.attr._release, ctx.attr._step_host] +
                      ([ctx.attr.cloud] if ctx.attr.cloud else [])
    ] + [
        ctx.runfiles(transitive_files = target[DefaultInfo].files).merge(
            target[DefaultInfo].default_runfiles,
        )
        for target in ctx.attr.cloud_data
    ] + [step.runfiles for step in steps])
    return [
        # `check` is among the files: a pipeline that does not fit its environment does not build.
        DefaultInfo(
            executable = launcher,
            files = depset([launcher, manifest, check]),
            runfiles = runfiles,
        ),
        ReleasePipelineInfo(
            manifest = manifest,
            environment = ctx.attr.environment,
            steps = [step.name for step in steps],
            label = ctx.label,
        ),
    ]

release_pipeline = rule(
    implementation = _release_pipeline_impl,
    doc = """The steps of a release to one environment.

Behaviour: the build writes a manifest with the SHA-256 of every plugin, artifact and program, checks the
graph while Bazel analyses, and checks in an action that the environment exists, that its file is sound,
and that each step's config, with the environment's `steps.NAME` table laid over it, is complete and fits
the plugin. `tools/bazel run` then plans, shows, asks and releases; flags for `release run` follow `--`.

Usage:

    release_pipeline(
        name = "production",
        environment = "production",
        steps = [
            ":migrate",
            ":smoke",
        ],
    )

With `cloud`, the launcher runs `CLOUD run CLOUD_ARGS -- release run ...`, so that the cloud is there
before the release starts and gone when it ends.""",
    attrs = {
        "environment": attr.string(
            doc = "Name of a table in `environments`.",
            mandatory = True,
        ),
        "environments": attr.label(
            doc = "The environments file.",
            default = "//infra:environments.toml",
            allow_single_file = [".toml"],
        ),
        "steps": attr.label_list(
            doc = "release_step targets. The order is the one that people read where the graph " +
                  "leaves it open: do not sort.",
            mandatory = True,
            providers = [ReleaseStepInfo],
        ),
        "approval": attr.string(
            doc = "`prompt`: a person answers y, or `--yes` is given. `none`: the plan is shown and applied.",
            default = "prompt",
            values = ["prompt", "none"],
        ),
        "state": attr.string(
            doc = "Where journal and lease are when `--state` says nothing else: `postgres:NAME` for the " +
                  "database whose URL is the value of the environment's secret NAME; empty for a " +
                  "directory on the machine that releases.",
        ),
        "surfaces": attr.string_list(
            doc = "What it releases, of `app` and `pages`. In a shared state each surface of an " +
                  "environment is released by one run at a time.",
            default = _SURFACES,
        ),
        "cloud": attr.label(
            doc = "A program that provides what a rehearsal releases to, and runs a command in it.",
            executable = True,
            cfg = "target",
        ),
        "cloud_args": attr.string_list(
            doc = "Arguments of `cloud`. `$RUNFILES` is the folder of the built files and " +
                  "`$(rlocationpath TARGET)` a path below it, for targets in `cloud_data`.",
        ),
        "cloud_data": attr.label_list(
            doc = "Targets that `cloud` needs at run time.",
            allow_files = True,
        ),
        "_launcher": attr.label(
            default = "//tools/rules/private:launcher.sh.tpl",
            allow_single_file = True,
        ),
        "_pipeline_tool": attr.label(
            default = "//tools/rules/pipeline_tool",
            executable = True,
            # Not "exec": the libraries in it are built for the target already.
            cfg = "target",
        ),
        "_release": attr.label(
            default = "//tools/cli:release",
            executable = True,
            cfg = "target",
        ),
        "_step_host": attr.label(
            default = "//tools/step_host",
            executable = True,
            cfg = "target",
        ),
    },
    executable = True,
    provides = [ReleasePipelineInfo],
)
