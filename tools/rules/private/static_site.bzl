"""static_site: the files of a site, built by Vite or Astro."""

load("//tools/rules:providers.bzl", "StaticSiteInfo")
load(
    ":workshop.bzl",
    "NODE_MODULES",
    "WORKSHOP_ATTRS",
    "npm_mount",
    "project_files",
    "project_folder",
    "run_workshop",
    "script",
    "typecheck_steps",
)

# Builder -> its script in the npm tree.
_BUILDERS = {
    "astro": "astro/bin/astro.mjs",
    "vite": "vite/bin/vite.js",
}

def _static_site_impl(ctx):
    site = ctx.actions.declare_directory(ctx.label.name)
    build = script(
        ctx.attr.builder + " build",
        NODE_MODULES + "/" + _BUILDERS[ctx.attr.builder],
        ["build"],
        package = ctx.attr.builder,
        manifest = ctx.label.package + "/package.json",
        directory = project_folder(ctx),
    )
    work = run_workshop(
        ctx,
        name = "site",
        files = project_files(ctx.files.srcs),
        trees = [npm_mount(ctx.files.npm, NODE_MODULES)],
        env = ctx.attr.env,
        steps = typecheck_steps(ctx, ctx.attr.typecheck) + [build],
        results = {project_folder(ctx, ctx.attr.out): site},
        mnemonic = "BuildSite",
        message = "Building site %{label}",
    )
    return [
        DefaultInfo(files = depset([site])),
        OutputGroupInfo(requests = depset([work])),
        StaticSiteInfo(site = site, sources = depset(ctx.files.srcs)),
    ]

_static_site = rule(
    implementation = _static_site_impl,
    doc = "The folder of a built site. Use the macro static_site.",
    attrs = WORKSHOP_ATTRS | {
        "srcs": attr.label_list(allow_files = True, mandatory = True),
        "npm": attr.label(allow_files = True, mandatory = True),
        "builder": attr.string(values = sorted(_BUILDERS), mandatory = True),
        "env": attr.string_dict(),
        "out": attr.string(default = "dist"),
        "typecheck": attr.string_list(),
    },
    provides = [StaticSiteInfo],
)

def static_site(name, srcs, npm, builder, env = {}, out = "dist", typecheck = [], **kwargs):
    """The files of a site, as its own bundler makes them.

    Behaviour: `tsc --noEmit` over the `typecheck` projects and then the bundler of the site's own npm
    tree run without network, with an empty HOME, below a path that is the same on every machine.
    Sources stand there as in the workspace, with `node_modules` at its root. The target is one
    folder. A tree that lacks the bundler, and a build that fails, are told with the package or the
    last lines.

    Usage:

        static_site(
            name = "site",
            srcs = glob(["src/**", "public/**"]) + ["index.html", "package.json", "vite.config.ts"],
            builder = "vite",
            env = {"VITE_SUPABASE_URL": "https://project.supabase.co"},
            npm = "@npm_dashboard",
        )

    Args:
      name: of the target.
      srcs: every file that the bundler reads, except node_modules; also of other packages.
      npm: repository with the site's npm_tree.
      builder: "vite" or "astro".
      env: environment of the bundler, for values that are built in. Never a secret: it is published.
      out: folder that the bundler writes, below the package.
      typecheck: tsconfig files, below the package, that must pass first; the tree has `typescript`.
      **kwargs: visibility, tags, testonly.
    """
    _static_site(
        name = name,
        srcs = srcs,
        npm = npm + "//:tree",
        builder = builder,
        env = env,
        out = out,
        typecheck = typecheck,
        **kwargs
    )
