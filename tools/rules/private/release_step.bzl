"""release_step: one step of a pipeline."""

load("//tools/rules:providers.bzl", "ReleaseStepInfo", "StepPluginInfo")
load(":text.bzl", "duration_json", "is_step_name", "label_text", "parse_duration")

def _duration(ctx, attribute, text):
    parsed = parse_duration(text)
    if parsed.error:
        fail("{}: `{}` is {}, but {}. Write it like \"30s\", \"10m\" or \"1h30m\".".format(
            label_text(ctx.label),
            attribute,
            repr(text),
            parsed.error,
        ))
    return duration_json(parsed.ms)

def _artifacts(ctx):
    artifacts, owners = [], {}
    for target, names in ctx.attr.artifacts.items():
        files = target[DefaultInfo].files.to_list()
        if not files:
            fail("{}: the artifact `{}` is {}, which builds no file".format(
                label_text(ctx.label),
                names,
                label_text(target.label),
            ))
        for name in names.split(","):
            if name in owners:
                fail("{}: two artifacts are called `{}`: {} and {}".format(
                    label_text(ctx.label),
                    name,
                    owners[name],
                    label_text(target.label),
                ))
            owners[name] = label_text(target.label)
            artifacts.append(struct(name = name, label = target.label, files = files))
    return artifacts

def _release_step_impl(ctx):
    if not is_step_name(ctx.label.name):
        fail(("{}: the name of a step is lower case letters, digits, `-` and `_`, begins with a " +
              "letter, and has at most 63 characters").format(label_text(ctx.label)))
    if ctx.attr.attempts < 1:
        fail("{}: `attempts` is {}, want at least 1 (1 means no second try)".format(
            label_text(ctx.label),
            ctx.attr.attempts,
        ))
    plugin = ctx.attr.plugin[StepPluginInfo]
    request = ctx.actions.declare_file(ctx.label.name + ".check_request.json")
    ctx.actions.write(request, json.encode({
        "step": ctx.label.name,
        "step_label": label_text(ctx.label),
        "plugin_label": label_text(plugin.label),
        "config": ctx.attr.config,
        "hello": plugin.hello.path,
    }))
    check = ctx.actions.declare_file(ctx.label.name + ".check")
    ctx.actions.run(
        executable = ctx.executable._pipeline_tool,
        arguments = ["check-step", request.path, check.path],
        inputs = [request, plugin.hello],
        outputs = [check],
        mnemonic = "CheckReleaseStep",
        progress_message = "Checking the config of release step %{label}",
    )
    return [
        DefaultInfo(files = depset([check])),
        ReleaseStepInfo(
            name = ctx.label.name,
            label = ctx.label,
            plugin = plugin,
            config = ctx.attr.config,
            after = ctx.attr.after,
            after_if_present = ctx.attr.after_if_present,
            artifacts = _artifacts(ctx),
            runfiles = ctx.runfiles().merge_all([
                target[DefaultInfo].default_runfiles
                for target in ctx.attr.artifacts
                if target[DefaultInfo].default_runfiles
            ]),
            timeout = _duration(ctx, "timeout", ctx.attr.call_timeout),
            stall_timeout = _duration(ctx, "stall_timeout", ctx.attr.stall_timeout),
            attempts = ctx.attr.attempts,
            check = check,
        ),
    ]

_release_step = rule(
    implementation = _release_step_impl,
    doc = "One step, with its config as JSON. Use the macro release_step.",
    attrs = {
        "plugin": attr.label(
            doc = "The step_plugin that does the work.",
            mandatory = True,
            providers = [StepPluginInfo],
        ),
        "config": attr.string(doc = "JSON of the config.", default = "{}"),
        "after": attr.string_list(doc = "Names of the steps that must have finished first."),
        "after_if_present": attr.string_list(doc = "The same, where the pipeline has these steps."),
        "artifacts": attr.label_keyed_string_dict(
            doc = "Target -> names, with commas between, under which the step knows its files.",
            allow_files = True,
        ),
        # Not `timeout`: Bazel reads that name as the timeout of a test.
        "call_timeout": attr.string(doc = "Longest time of one apply or verify.", default = "10m"),
        "stall_timeout": attr.string(doc = "Longest time without a sign of life.", default = "60s"),
        "attempts": attr.int(doc = "Tries of apply for failures that a retry can heal.", default = 3),
        "_pipeline_tool": attr.label(
            default = "//tools/rules/pipeline_tool",
            executable = True,
            # Not "exec": the libraries in it are built for the target already.
            cfg = "target",
        ),
    },
    provides = [ReleaseStepInfo],
)

def _name_of(reference):
    """The step's name in `migrate`, `:migrate` or `//release:migrate`."""
    if ":" in reference:
        return reference.rpartition(":")[2]
    return reference.rpartition("/")[2]

def release_step(
        name,
        plugin,
        config = {},
        after = [],
        after_if_present = [],
        artifacts = {},
        timeout = "10m",
        stall_timeout = "60s",
        attempts = 3,
        **kwargs):
    """One step of a pipeline: what does the work, with which config and files, after what.

    Behaviour: an action checks `config` against the schema of the plugin, so that a misspelt key
    fails the build and names this target and the plugin. The table `steps.NAME` of the environment is
    laid over `config` when a pipeline is built; only then is a required value missed.

    Usage:

        release_step(
            name = "smoke",
            plugin = "//plugins/smoke",
            after = ["migrate"],
            config = {"deadline": "10m"},
        )

    Args:
      name: name of the step and of the target: `[a-z][a-z0-9_-]{0,62}`.
      plugin: a step_plugin.
      config: fields of the plugin's config message, named as in its .proto. Dictionaries are
        messages and maps, lists are repeated fields, durations are text ("30s", "10m").
      after: steps that must have finished well before, by name or label. The pipeline has them too.
      after_if_present: the same for steps that not every pipeline with this step has.
      artifacts: name -> target; the step gets the files, each with its digest.
      timeout: longest time of one apply or verify: "90s", "10m", "1h30m".
      stall_timeout: longest time that the plugin may give no sign of life.
      attempts: tries of apply when the failure says that another try can help; at least 1.
      **kwargs: visibility, tags, testonly.
    """
    names_of = {}
    for artifact, target in artifacts.items():
        if not artifact or "," in artifact:
            fail("release_step {}: {} cannot name an artifact".format(name, repr(artifact)))
        target = str(target)
        names_of[target] = names_of[target] + "," + artifact if target in names_of else artifact
    _release_step(
        name = name,
        plugin = plugin,
        after = [_name_of(str(reference)) for reference in after],
        after_if_present = [_name_of(str(reference)) for reference in after_if_present],
        artifacts = names_of,
        attempts = attempts,
        call_timeout = timeout,
        config = json.encode(config),
        stall_timeout = stall_timeout,
        **kwargs
    )
