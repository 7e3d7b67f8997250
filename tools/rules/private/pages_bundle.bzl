"""pages_bundle: one Cloudflare Pages site with its Functions, ready to be uploaded."""

load("//tools/rules:providers.bzl", "PagesBundleInfo", "StaticSiteInfo")
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

def _compile_functions(ctx):
    """The action that makes one script of the Functions, and the routes that lead to it."""
    worker = ctx.actions.declare_file(ctx.label.name + ".functions.js")
    routes = ctx.actions.declare_file(ctx.label.name + ".functions_routes.json")
    up = "/".join([".."] * len(project_folder(ctx).split("/")))
    build = script(
        "wrangler pages functions build",
        WRANGLER + "/wrangler/bin/wrangler.js",
        [
            "pages",
            "functions",
            "build",
            "functions",
            "--outdir={}/{}".format(up, _OUT),
            "--output-routes-path={}/{}/_routes.json".format(up, _OUT),
            "--compatibility-date=" + ctx.attr.compatibility_date,
        ] + ["--compatibility-flag=" + flag for flag in ctx.attr.compatibility_flags],
        package = "wrangler",
        manifest = "tools/deps/npm/wrangler/package.json",
        directory = project_folder(ctx),
    )
    work = run_workshop(
        ctx,
        name = "functions",
        files = project_files(ctx.files.functions + ctx.files.functions_deps),
        folders = [_OUT],
        trees = [npm_mount(ctx.files._wrangler, WRANGLER)] +
                ([npm_mount(ctx.files.npm, NODE_MODULES)] if ctx.files.npm else []),
        steps = typecheck_steps(ctx, ctx.attr.functions_typecheck) + [build],
        results = {_OUT + "/index.js": worker, _OUT + "/_routes.json": routes},
        mnemonic = "CompileFunctions",
        message = "Compiling the Functions of %{label}",
    )
    return struct(worker = worker, routes = routes, work = work)

def _check_functions_folder(ctx):
    prefix = ctx.label.package + "/functions/"
    for file in ctx.files.functions:
        if not file.short_path.startswith(prefix):
            fail(("{}: `functions` has {}, which is not in {}. What Functions import from elsewhere " +
                  "goes into `functions_deps`.").format(label_text(ctx.label), file.short_path, prefix))

def _pages_bundle_impl(ctx):
    sites = ctx.attr.site[DefaultInfo].files.to_list()
    if len(sites) != 1 or not sites[0].is_directory:
        fail("{}: `site` is {}, which is not one folder. static_site makes one.".format(
            label_text(ctx.label),
            label_text(ctx.attr.site.label),
        ))
    _check_functions_folder(ctx)
    functions = _compile_functions(ctx) if ctx.files.functions else None
    compiled = [functions.worker, functions.routes] if functions else []
    bundle = ctx.actions.declare_directory(ctx.label.name)
    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest.json")
    request = ctx.actions.declare_file(ctx.label.name + ".request.json")
    sources = []
    if StaticSiteInfo in ctx.attr.site:
        sources = [file.short_path for file in ctx.attr.site[StaticSiteInfo].sources.to_list()]
    ctx.actions.write(request, json.encode({
        "label": label_text(ctx.label),
        "project": ctx.attr.project,
        "site": sites[0].path,
        "worker": functions.worker.path if functions else "",
        "routes": functions.routes.path if functions else "",
        "functions": [file.short_path for file in ctx.files.functions],
        # The files whose lines are judged, not all sources: the action's key is in this file.
        "siteSources": [path for path in sources if path.rpartition("/")[2].startswith("_")],
        "bundle": bundle.path,
        "manifest": manifest.path,
        "compatibilityDate": ctx.attr.compatibility_date,
        "compatibilityFlags": ctx.attr.compatibility_flags,
    }))
    ctx.actions.run(
        executable = ctx.executable._bundle,
        arguments = ["pack", request.path],
        inputs = [request, sites[0]] + compiled,
        outputs = [bundle, manifest],
        mnemonic = "PackPages",
        progress_message = "Packing Pages bundle %{label}",
    )
    return [
        DefaultInfo(files = depset([bundle, manifest])),
        OutputGroupInfo(requests = depset([request] + ([functions.work] if functions else []))),
        PagesBundleInfo(
            bundle = bundle,
            manifest = manifest,
            project = ctx.attr.project,
            label = ctx.label,
        ),
    ]

_pages_bundle = rule(
    implementation = _pages_bundle_impl,
    doc = "A site with its Functions. Use the macro pages_bundle.",
    attrs = WORKSHOP_ATTRS | WRANGLER_ATTRS | {
        "project": attr.string(mandatory = True),
        "site": attr.label(mandatory = True),
        "functions": attr.label_list(allow_files = True),
        "functions_deps": attr.label_list(allow_files = True),
        "functions_typecheck": attr.string_list(),
        "npm": attr.label(allow_files = True),
        "compatibility_date": attr.string(),
        "compatibility_flags": attr.string_list(),
        "_bundle": attr.label(
            default = "//tools/bundle",
            executable = True,
            # Not "exec": the libraries in it are built for the target already.
            cfg = "target",
        ),
    },
    provides = [PagesBundleInfo],
)

def pages_bundle(
        name,
        project,
        site,
        functions = [],
        functions_deps = [],
        functions_typecheck = [],
        npm = None,
        compatibility_date = "",
        compatibility_flags = [],
        **kwargs):
    """A Pages deployment, complete and checked: what wrangler uploads, byte by byte.

    Behaviour: the Functions are type-checked and compiled by wrangler without network, random names
    are taken out, and everything is put into one folder as Pages wants it: the site, `_worker.js`
    with the Functions, `_routes.json` (the site's own if it has one). What Pages would refuse, leave
    out or ignore without a word fails the build, with file, line and column where there are any: a
    file over 25 MiB, more than 20,000 files, an empty site, names that no address leads to, mistakes
    in `_headers`, `_redirects` and `_routes.json`, files in functions/ that are no scripts.
    Outputs:

      NAME                 the folder; `wrangler pages deploy NAME --no-bundle` uploads it
      NAME.manifest.json   path, size, content type and SHA-256 of every file; compatibility date

    The Pages project must have the same compatibility date and flags: newer dates bring Node's
    modules, which the compiled Functions then import. The same sources give the same bytes on every
    machine.

    Usage:

        pages_bundle(
            name = "bundle",
            compatibility_date = "2026-11-01",
            functions = glob(["functions/**"]),
            functions_typecheck = ["functions/tsconfig.json"],
            npm = "@npm_dashboard",
            project = "spectral-dashboard",
            site = ":site",
        )

    Args:
      name: of the target.
      project: the Pages project.
      site: one folder, as static_site makes it.
      functions: sources of the Functions, in the folder functions/ of this package.
      functions_deps: sources that they import from elsewhere.
      functions_typecheck: tsconfig files, below the package, that must pass first.
      npm: repository with the npm_tree of packages that the Functions import.
      compatibility_date: of the Workers runtime, "2026-11-01". Required with `functions`.
      compatibility_flags: of the Workers runtime.
      **kwargs: visibility, tags, testonly.
    """
    if functions and not compatibility_date:
        fail("pages_bundle {}: `functions` need a `compatibility_date`: the runtime they are for".format(name))
    _pages_bundle(
        name = name,
        project = project,
        site = site,
        compatibility_date = compatibility_date,
        compatibility_flags = compatibility_flags,
        functions = functions,
        functions_deps = functions_deps,
        functions_typecheck = functions_typecheck,
        npm = npm + "//:tree" if npm else None,
        **kwargs
    )
