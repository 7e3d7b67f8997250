"""portal: the site and the bundle of one portal, as the two of them are built alike."""

load("//tools/rules:defs.bzl", "pages_bundle", "static_site")

def portal(name, pages):
    """Makes `:site` and `:bundle` of the package, and exports its lock.

    Args:
      name: of the site; the package is apps/NAME, the Pages project spectral-NAME, the npm tree @npm_NAME.
      pages: its HTML files.
    """
    native.exports_files([
        "package.json",
        "package-lock.json",
    ])
    static_site(
        name = "site",
        srcs = native.glob([
            "public/**",
            "src/**",
        ]) + pages + [
            "package.json",
            "tsconfig.json",
            "vite.config.ts",
            "//apps/shared-web:web",
        ],
        builder = "vite",
        npm = "@npm_" + name,
        typecheck = ["tsconfig.json"],
    )
    pages_bundle(
        name = "bundle",
        compatibility_date = "2026-11-01",
        functions = native.glob(["functions/**"]),
        functions_deps = native.glob(["server/**"]) + [
            "tsconfig.functions.json",
            "//apps/shared-web:functions",
        ],
        functions_typecheck = ["tsconfig.functions.json"],
        npm = "@npm_" + name,
        project = "spectral-" + name,
        site = ":site",
        visibility = ["//visibility:public"],
    )
