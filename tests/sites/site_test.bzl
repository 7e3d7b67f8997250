"""site_test: one test file over a built site, run by the workspace's Node."""

def site_test(name, src, bundle = None, data = [], env = {}, **kwargs):
    """Runs a file of node:test.

    Args:
      name: of the target.
      src: the test file. Every .mjs of this package that is no test is beside it.
      bundle: a pages_bundle, if the test needs one. It finds its folder in SITE_BUNDLE.
      data: more files.
      env: variables; BROWSER_TREE and MODULE are made paths.
      **kwargs: size, tags and the like.
    """
    if bundle:
        folder = Label(bundle)
        env = env | {"SITE_BUNDLE": "release/{}/{}".format(folder.package, folder.name)}
        data = data + [bundle]
    native.sh_test(
        name = name,
        srcs = ["run.sh"],
        args = [
            "$(rlocationpath @npm_node//:node)",
            "$(rootpath {})".format(src),
        ],
        data = data + [
            src,
            ":harness",
            "@npm_node//:node",
            "@npm_wrangler//:workerd",
        ],
        env = env | {
            "WORKERD": "$(rlocationpath @npm_wrangler//:workerd)",
        },
        **kwargs
    )
