"""layers_test: the arrows between rooms, proven over everything that the targets depend on."""

load(":verdict.bzl", "verdict")

# Attributes by which a target of ours uses another. Toolchains and implicit tools are no arrows.
_ARROWS = [
    "additional_linker_inputs",
    "artifacts",
    "bases",
    "binary",
    "cloud",
    "cloud_data",
    "context",
    "data",
    "deps",
    "dockerfile",
    "environments",
    "hdrs",
    "implementation_deps",
    "libraries",
    "plugin",
    "proto",
    "so",
    "srcs",
    "steps",
    "textual_hdrs",
    "tools",
]

_UsesInfo = provider(
    doc = "What a target uses, and what those use.",
    fields = {
        "edges": "depset of structs(user: Label text, used: Label text)",
        "sources": "depset of structs(package: text, file: File): C and C++ of this workspace",
    },
)

def _text(label):
    """`//package:name` for our own, `@repository//package:name` for what comes from outside."""
    repository = "@" + label.workspace_name if label.workspace_name else ""
    return "{}//{}:{}".format(repository, label.package, label.name)

def _used_targets(attr):
    targets = []
    for name in _ARROWS:
        value = getattr(attr, name, None)
        if type(value) == "Target":
            targets.append(value)
        elif type(value) == "list":
            targets += [entry for entry in value if type(entry) == "Target"]
        elif type(value) == "dict":
            targets += [entry for entry in value.keys() + value.values() if type(entry) == "Target"]
    return targets

def _uses_impl(target, ctx):
    used = _used_targets(ctx.rule.attr)
    ours = not target.label.workspace_name
    return [_UsesInfo(
        edges = depset(
            [struct(user = _text(target.label), used = _text(other.label)) for other in used],
            transitive = [other[_UsesInfo].edges for other in used if _UsesInfo in other],
        ),
        sources = depset(
            [
                struct(package = "//" + target.label.package, file = file)
                for attribute in ["srcs", "hdrs"]
                for file in getattr(ctx.rule.files, attribute, [])
                if ours and file.is_source and file.extension in ["c", "cc", "h"]
            ],
            transitive = [other[_UsesInfo].sources for other in used if _UsesInfo in other],
        ),
    )]

_uses = aspect(implementation = _uses_impl, attr_aspects = _ARROWS)

def _shell_quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"

def _include_checks(ctx, sources):
    """Shell that says which of `sources` include what is another room's door."""
    lines = []
    for header, rooms in ctx.attr.include_doors.items():
        guarded = [
            source.file.short_path
            for source in sources
            if not [room for room in rooms if (source.package + "/").startswith(room + "/")]
        ]
        lines.append("door {} {} {}".format(
            _shell_quoted(header),
            _shell_quoted(", ".join(rooms)),
            " ".join([_shell_quoted(path) for path in guarded]),
        ))
    return lines

def _layers_test_impl(ctx):
    uses = [target[_UsesInfo] for target in ctx.attr.targets]
    edges = depset(transitive = [info.edges for info in uses]).to_list()
    sources = depset(transitive = [info.sources for info in uses]).to_list()
    broken = verdict(
        edges = [(edge.user, edge.used) for edge in edges],
        arrows = ctx.attr.arrows,
        doors = ctx.attr.doors,
        never = ctx.attr.never,
    )
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(
        script,
        "\n".join([
            "#!/bin/bash",
            "set -u",
            "broken=0",
            "forbidden() { printf 'forbidden: %s\\n' \"$1\"; broken=$((broken + 1)); }",
            "door() {",
            "  local header=$1 rooms=$2 file; shift 2",
            "  for file; do",
            "    if grep -qE \"^ *# *include *[<\\\"]$header\" \"$file\"; then",
            "      forbidden \"$file includes $header, which only $rooms may\"",
            "    fi",
            "  done",
            "}",
        ] + ["forbidden " + _shell_quoted(text) for text in broken] +
        _include_checks(ctx, sources) + [
            "echo \"{} uses and {} files checked, $broken forbidden\"".format(
                len(edges),
                len(sources),
            ),
            "exit $((broken > 0))",
            "",
        ]),
        is_executable = True,
    )
    return [DefaultInfo(
        executable = script,
        runfiles = ctx.runfiles([source.file for source in sources]),
    )]

layers_test = rule(
    implementation = _layers_test_impl,
    doc = """Fails when anything that `targets` depend on crosses a border, and names the edge.

A room is a folder; `//plugins/*` makes each folder in //plugins a room of its own. A package belongs to
the longest name that fits. Tests are not checked unless they are among `targets`: they may see
everything.""",
    attrs = {
        "targets": attr.label_list(
            doc = "Where to start: programs, plugins, pipelines, kits.",
            aspects = [_uses],
            mandatory = True,
        ),
        "arrows": attr.string_list_dict(
            doc = "Room -> rooms that it may use beside itself. A room without an entry is an error.",
        ),
        "doors": attr.string_list_dict(
            doc = "Label from outside -> rooms that may use it directly.",
        ),
        "include_doors": attr.string_list_dict(
            doc = "Start of a header's name -> rooms that may include it.",
        ),
        "never": attr.string_list_dict(
            doc = "Room or label -> labels and rooms that it must not reach, over any number of uses.",
        ),
    },
    test = True,
)
