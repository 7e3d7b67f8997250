"""The steps of a release of Spectral: which plugin, with which config and files, after what.

The pipelines that run them are in //release; zone, host names and URLs are the environment's
(infra/environments.toml).
"""

load("//tools/rules:defs.bzl", "release_step")

# Names of the steps of the two halves, in the order in which people read them.
APP_STEPS = [
    "overlap_proof",
    "migrate",
    "deploy_app",
    "reconcile",
    "smoke",
]
PAGES_STEPS = [
    "deploy_pages",
    "reconcile_sites",
    "smoke_sites",
]

# Where the generation runs that is live.
_LIVE = {
    "application": "spectral-apicontainer",
    "image_repository": "spectral-api",
}

# What the Functions of both portals are told; URLs and keys are kept beside the secrets of the environment.
_PORTAL_SECRETS = [
    "SPECTRAL_SERVICE_KEY",
    "SUPABASE_PUBLISHABLE_KEY",
    "SUPABASE_URL",
]

def spectral_steps(
        dashboard = "//apps/dashboard:bundle",
        docs = "//apps/docs-user:bundle",
        image = "//infra/docker:app_image",
        migrations = "//supabase:migrations",
        operations = "//apps/operations:bundle",
        worker = "//apps/edge:bundle",
        **kwargs):
    """Makes the step targets of APP_STEPS, PAGES_STEPS and `verify` in this package.

    Args:
      dashboard: the bundle of the site at app.
      docs: the bundle of the site at docs.
      image: the API's image.
      migrations: the database's migrations.
      operations: the bundle of the site at ops.
      worker: the bundle of the Worker at api.
      **kwargs: visibility, testonly.
    """
    release_step(
        name = "overlap_proof",
        plugin = "//plugins/overlap_proof",
        artifacts = {
            "migrations": migrations,
            "prelude": "//supabase:prelude",
            "probes": "//infra/overlap:probes.json",
            "seed": "//infra/overlap:seed.sql",
        },
        config = {"source": _LIVE},
        timeout = "30m",
        stall_timeout = "2m",
        **kwargs
    )

    release_step(
        name = "migrate",
        plugin = "//plugins/migrate",
        after = ["overlap_proof"],
        artifacts = {"migrations": migrations},
        config = {
            "dsn_secret": "DATABASE_URL",
            "lock_timeout": "5s",
            "requires_proof": _LIVE,
        },
        timeout = "30m",
        # A migration may wait for a lock, and says that it waits.
        stall_timeout = "2m",
        **kwargs
    )

    release_step(
        name = "deploy_app",
        plugin = "//plugins/deploy_app",
        after = ["migrate"],
        artifacts = {
            "image": image,
            "worker": worker,
            "wrangler": "@npm_wrangler//:wrangler",
        },
        # Zone and host names are the environment's: infra/environments.toml.
        config = {
            "generation_var": "SPECTRAL_GENERATION",
            "image_digest_var": "SPECTRAL_IMAGE_DIGEST",
            "image_repository": "spectral-api",
            "optional_secrets": [
                "ACT_AS_SIGNING_KEY",
                "LLM_API_KEY",
            ],
            "revision_var": "SPECTRAL_REVISION",
            "secrets": [
                "ACT_AS_SIGNING_KEY",
                "DATABASE_URL",
                "LLM_API_KEY",
                "SPECTRAL_SERVICE_KEY",
            ],
            "worker": "spectral",
        },
        timeout = "30m",
        **kwargs
    )

    release_step(
        name = "reconcile",
        plugin = "//plugins/reconcile_edge",
        after = ["deploy_app"],
        config = {
            "buckets": ["spectral-media"],
            "worker": "spectral",
        },
        timeout = "10m",
        **kwargs
    )

    release_step(
        name = "smoke",
        plugin = "//plugins/smoke",
        after = [
            "deploy_app",
            "reconcile",
        ],
        # `url` is the environment's.
        config = {
            "consecutive": 3,
            # A new host name waits for its certificate.
            "deadline": "10m",
            # The release is live once this generation's claim loop runs.
            "expect_json": {"outbox": "wired"},
            "generation_input": "deploy_app.generation",
            "image_digest_input": "deploy_app.image_digest",
            "revision_input": "deploy_app.revision",
        },
        timeout = "15m",
        **kwargs
    )

    release_step(
        name = "deploy_pages",
        plugin = "//plugins/deploy_pages",
        # A site may call what only the new API has.
        after_if_present = ["smoke"],
        artifacts = {
            "dashboard": dashboard,
            "docs": docs,
            "operations": operations,
            "wrangler": "@npm_wrangler//:wrangler",
        },
        config = {"projects": {
            "dashboard": {
                "bundle": "dashboard",
                "project": "spectral-dashboard",
                "secrets": _PORTAL_SECRETS,
            },
            "docs": {
                "bundle": "docs",
                "project": "spectral-docs",
            },
            "operations": {
                "bundle": "operations",
                "project": "spectral-operations",
                "secrets": _PORTAL_SECRETS,
            },
        }},
        timeout = "20m",
        **kwargs
    )

    release_step(
        name = "reconcile_sites",
        plugin = "//plugins/reconcile_edge",
        after = ["deploy_pages"],
        timeout = "10m",
        **kwargs
    )

    release_step(
        name = "smoke_sites",
        plugin = "//plugins/smoke",
        after = ["reconcile_sites"],
        # The sites and what they must answer are the environment's.
        config = {
            "consecutive": 2,
            "deadline": "10m",
        },
        timeout = "15m",
        **kwargs
    )

    release_step(
        name = "verify",
        plugin = "//plugins/verify",
        after_if_present = [
            "smoke",
            "smoke_sites",
        ],
        # The contract is the environment's.
        config = {"database_secret": "DATABASE_URL"},
        **kwargs
    )
