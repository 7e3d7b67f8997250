"""worker_bundle: one Cloudflare Worker, bundled, type-checked and validated."""

load("//tools/rules:providers.bzl", "WorkerBundleInfo")
load(":text.bzl", "label_text")
load(
    ":workshop.bzl",
    "NODE_MODULES",
    "WORKSHOP_ATTRS",
    "WRANGLER",
    "WRANGLER_ATTRS",
    "npm_mount",
    "project_files",
    "project_folder",
    "run_workshop",
    "script",
    "typecheck_steps",
)

_OUT = "out"
_BUNDLE = "bundle"

def _deploy_dry_run(directory, out, what):
    return script(
        what,
        WRANGLER + "/wrangler/bin/wrangler.js",
        ["deploy", "--dry-run", "--outdir", "./" + out],
        package = "wrangler",
        manifest = "tools/deps/npm/wrangler/package.json",
        directory = directory,
    )

def _build(ctx):
    built = ctx.actions.declare_file(ctx.label.name + ".built.js")
    run_workshop(
        ctx,
        name = "worker",
        files = project_files(ctx.files.srcs + [ctx.file.config]),
        folders = [_OUT],
        trees = [
            npm_mount(ctx.files._wrangler, WRANGLER),
            npm_mount(ctx.files.npm, NODE_MODULES),
        ],
        steps = typecheck_steps(ctx, ctx.attr.typecheck) + [
            _deploy_dry_run(project_folder(ctx), _OUT, "wrangler deploy --dry-run"),
        ],
        # The config is for the script that its `main` names; the bundle calls it index.js.
        results = {"{}/{}.js".format(_OUT, ctx.attr.main_stem): built},
        mnemonic = "BuildWorker",
        message = "Building Worker %{label}",
    )
    return built

def _validate(ctx, bundle):
    """An action that has wrangler look at the bundle as it will be deployed."""
    valid = ctx.actions.declare_file(ctx.label.name + ".valid.js")
    run_workshop(
        ctx,
        name = "valid",
        files = {bundle: _BUNDLE},
        folders = [_OUT],
        trees = [npm_mount(ctx.files._wrangler, WRANGLER)],
        steps = [_deploy_dry_run(_BUNDLE, _OUT, "wrangler deploy --dry-run of the bundle")],
        results = {_OUT + "/index.js": valid},
        mnemonic = "ValidateWorker",
        message = "Validating Worker %{label}",
    )
    return valid

def _worker_bundle_impl(ctx):
    built = _build(ctx)
    bundle = ctx.actions.declare_directory(ctx.label.name)
    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest.json")
    request = ctx.actions.declare_file(ctx.label.name + ".request.json")
    ctx.actions.write(request, json.encode({
        "label": label_text(ctx.label),
        "worker": ctx.attr.worker,
        "script": built.path,
        "config": ctx.file.config.path,
        "configName": ctx.file.config.short_path,
        "bundle": bundle.path,
        "manifest": manifest.path,
    }))
    ctx.actions.run(
        executable = ctx.executable._bundle,
        arguments = ["pack-worker", request.path],
        inputs = [request, built, ctx.file.config],
        outputs = [bundle, manifest],
        mnemonic = "PackWorker",
        progress_message = "Packing Worker %{label}",
    )
    return [
        DefaultInfo(files = depset([bundle, manifest])),
        OutputGroupInfo(_validation = depset([_validate(ctx, bundle)])),
        WorkerBundleInfo(
            bundle = bundle,
            manifest = manifest,
            worker = ctx.attr.worker,
            label = ctx.label,
        ),
    ]

_worker_bundle = rule(
    implementation = _worker_bundle_impl,
    doc = "A Worker. Use the macro worker_bundle.",
    attrs = WORKSHOP_ATTRS | WRANGLER_ATTRS | {
        "worker": attr.string(mandatory = True),
        "srcs": attr.label_list(allow_files = True, mandatory = True),
        "config": attr.label(allow_single_file = [".json", ".jsonc"], mandatory = True),
        "main_stem": attr.string(default = "index"),
        "npm": attr.label(allow_files = True, mandatory = True),
        "typecheck": attr.string_list(),
        "_bundle": attr.label(
            default = "//tools/bundle",
            executable = True,
            # Not "exec": the libraries in it are built for the target already.
            cfg = "target",
        ),
    },
    provides = [WorkerBundleInfo],
)

def worker_bundle(name, worker, srcs, npm, config = "wrangler.jsonc", main = "index", typecheck = [], **kwargs):
    """A Worker as it is deployed: one script, and the config that deploys it as it is.

    Behaviour: the sources are type-checked and bundled by wrangler without network; the config loses
    its comments and points at the bundled script; then wrangler validates the folder with
    `deploy --dry-run`, as it will be deployed. Outputs:

      NAME                 folder with index.js and wrangler.json
      NAME.manifest.json   path, size, content type and SHA-256 of both

    The same sources give the same bytes on every machine. Image, host name, variables and secrets are
    the release's business: a step lays them over wrangler.json.

    Usage:

        worker_bundle(
            name = "bundle",
            srcs = glob(["src/**"]) + ["package.json", "tsconfig.json"],
            npm = "@npm_edge",
            typecheck = ["tsconfig.json"],
            worker = "spectral",
        )

    Args:
      name: of the target.
      worker: name of the Worker; the config must have the same.
      srcs: every file that wrangler and tsc read, except node_modules and the config.
      npm: repository with the Worker's npm_tree.
      config: its wrangler.jsonc.
      main: name of the config's `main` file, without folder and extension.
      typecheck: tsconfig files, below the package, that must pass first; the tree has `typescript`.
      **kwargs: visibility, tags, testonly.
    """
    _worker_bundle(
        name = name,
        worker = worker,
        srcs = srcs,
        config = config,
        main_stem = main,
        npm = npm + "//:tree",
        typecheck = typecheck,
        **kwargs
    )
