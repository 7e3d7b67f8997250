"""A pipeline that only migrates, in the local cloud."""

load("//tools/rules:defs.bzl", "release_pipeline", "release_step")

def migrations_rehearsal(migrations):
    """Makes `:migrate` and `:rehearsal` in this package.

    Args:
      migrations: the SQL files.
    """
    native.filegroup(
        name = "migrations",
        testonly = True,
        srcs = migrations,
    )
    release_step(
        name = "migrate",
        testonly = True,
        artifacts = {"migrations": ":migrations"},
        plugin = "//plugins/migrate",
    )
    release_pipeline(
        name = "rehearsal",
        testonly = True,
        approval = "none",
        cloud = "//tools/localcloud",
        cloud_args = [
            "--image=$RUNFILES/$(rlocationpath //infra/docker:app_image)",
            "--image-digest=$RUNFILES/$(rlocationpath //infra/docker:app_image.digest)",
            "--prelude=$RUNFILES/$(rlocationpath //supabase:prelude)",
        ],
        cloud_data = [
            "//infra/docker:app_image",
            "//infra/docker:app_image.digest",
            "//supabase:prelude",
        ],
        environment = "trial",
        environments = "//tests/e2e/rehearsal:environments.toml",
        steps = [":migrate"],
        visibility = ["//tests/e2e:__subpackages__"],
    )
