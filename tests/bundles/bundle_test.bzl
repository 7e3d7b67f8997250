"""bundle_test: one test file over bundles, run by the workspace's Node."""

def bundle_test(name, src, paths = {}, env = {}, data = [], **kwargs):
    """Runs a file of node:test.

    Args:
      name: of the target.
      src: the test file; the harness of this package is beside it.
      paths: variable -> label of an executable or of one file, which the test finds there.
      env: variable -> place in the runfiles, of folders in `data`.
      data: more files.
      **kwargs: size, tags and the like.
    """
    places = {variable: "$(rlocationpath {})".format(label) for variable, label in paths.items()}
    native.sh_test(
        name = name,
        srcs = ["run.sh"],
        args = [
            "$(rlocationpath @npm_node//:node)",
            "$(rootpath {})".format(src),
        ],
        data = data + paths.values() + [
            src,
            ":harness",
            "@npm_node//:node",
        ],
        env = env | places | {"PATHS": " ".join(sorted(env | places))},
        **kwargs
    )
