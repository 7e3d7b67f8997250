"""Actions that run in the workshop (tools/bundle/workshop): Node and an npm tree, at fixed paths."""

load(":text.bzl", "label_text")

WORKSHOP_ATTRS = {
    "_node": attr.label(
        default = "@npm_node//:node",
        executable = True,
        cfg = "target",
    ),
    "_workshop": attr.label(
        default = "//tools/bundle/workshop",
        executable = True,
        # Not "exec": the libraries in it are built for the target already.
        cfg = "target",
    ),
}

# Where wrangler's own tree stands in the workshop.
WRANGLER = "wrangler/node_modules"

WRANGLER_ATTRS = {
    "_wrangler": attr.label(
        default = "@npm_wrangler//:tree",
        allow_files = True,
    ),
}

# Below it the sources stand as in the workspace, so that a site finds its neighbours.
PROJECT = "workspace"
NODE_MODULES = PROJECT + "/node_modules"

def project_files(files):
    """Sources -> where they stand in the workshop."""
    return {file: PROJECT + "/" + _workspace_path(file) for file in files}

def project_folder(ctx, path = ""):
    """The folder of the rule's package in the workshop, or `path` below it."""
    return "/".join([part for part in [PROJECT, ctx.label.package, path] if part])

def _workspace_path(file):
    # ../REPOSITORY/...: a source of another repository keeps its name.
    return file.short_path.replace("../", "external/", 1) if file.short_path.startswith("../") else file.short_path

def script(what, file, arguments, package, manifest, directory):
    """One step: a script of an npm package, run by Node. Paths are below the workshop."""
    return {
        "what": what,
        "argv": ["./node", "./" + file] + arguments,
        "directory": directory,
        "needs": file,
        "package": package,
        "manifest": manifest,
    }

def typecheck_steps(ctx, projects):
    """`tsc` over tsconfig files of the rule's package."""
    return [
        script(
            "tsc -p {}/{}".format(ctx.label.package, project),
            NODE_MODULES + "/typescript/bin/tsc",
            ["-p", project, "--noEmit", "--pretty", "false"],
            package = "typescript",
            manifest = ctx.label.package + "/package.json",
            directory = project_folder(ctx),
        )
        for project in projects
    ]

def npm_mount(files, place):
    """The mount of an npm_tree's `:tree`, for run_workshop: its folder, and what Bazel tracks it by."""
    folders = [file for file in files if file.basename == "node_modules"]
    if len(folders) != 1:
        fail("an npm tree is one node_modules, not {}".format(files))
    return struct(folder = folders[0], place = place, files = files)

def run_workshop(ctx, name, files, trees, steps, results, mnemonic, message, env = {}, folders = []):
    """Declares the action.

    Args:
      ctx: of the rule, which has WORKSHOP_ATTRS.
      name: of the work, unique within the target.
      files: File -> path below the workshop; copied there.
      trees: of npm_mount().
      steps: of script().
      results: path below the workshop -> output File.
      mnemonic: of the action.
      message: what Bazel shows while it runs.
      env: environment of the steps.
      folders: empty folders that the steps write to.

    Returns:
      The File that asks for the work, for the output group `requests`.
    """
    mounts = {tree.folder: tree.place for tree in trees} | {ctx.executable._node: "node"}
    work = ctx.actions.declare_file("{}.{}.work.json".format(ctx.label.name, name))
    ctx.actions.write(work, json.encode({
        "label": label_text(ctx.label),
        "files": [{"from": file.path, "to": to} for file, to in files.items()],
        "mounts": [{"from": file.path, "to": to} for file, to in mounts.items()],
        "environment": env,
        "folders": folders,
        "steps": steps,
        "results": [{"from": path, "to": file.path} for path, file in results.items()],
    }))
    ctx.actions.run(
        executable = ctx.executable._workshop,
        arguments = [work.path],
        inputs = depset(
            [work, ctx.executable._node] + files.keys(),
            transitive = [depset(tree.files) for tree in trees],
        ),
        outputs = results.values(),
        mnemonic = mnemonic,
        progress_message = message,
    )
    return work
