"""rehearsal_pipeline: a release to the local cloud, with all vendors."""

load("//tools/rules:defs.bzl", "release_pipeline")

def rehearsal_pipeline(name, steps, **kwargs):
    """A pipeline of the environment `rehearsal`, in a cloud that is there while it runs.

    Args:
      name: name of the target.
      steps: release_step targets.
      **kwargs: visibility, testonly, environments.
    """
    release_pipeline(
        name = name,
        approval = "none",
        cloud = "//tools/localcloud",
        cloud_args = [
            "--image=$RUNFILES/$(rlocationpath //infra/docker:app_image)",
            "--image-digest=$RUNFILES/$(rlocationpath //infra/docker:app_image.digest)",
            "--prelude=$RUNFILES/$(rlocationpath //supabase:prelude)",
            "--secret=SPECTRAL_SERVICE_KEY",
            "--site-server=$RUNFILES/$(rlocationpath //tools/localcloud/edge:site_server)",
            "--workerd=$RUNFILES/npm_wrangler/node_modules/@cloudflare/workerd-linux-64/bin/workerd",
            "--zone=spectral.test",
        ],
        cloud_data = [
            "//infra/docker:app_image",
            "//infra/docker:app_image.digest",
            "//supabase:prelude",
            "//tools/localcloud/edge:site_server",
            "@npm_wrangler//:workerd",
        ],
        environment = "rehearsal",
        steps = steps,
        **kwargs
    )
