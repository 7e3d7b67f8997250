"""Providers of the release rules: what a rule that works with steps may rely on."""

StepPluginInfo = provider(
    doc = "A step plugin: the shared object that implements one kind of step.",
    fields = {
        "so": "File: the shared object",
        "hello": "File: its Hello as proto JSON (name, ABI, config schema), as `step_host describe` tells it",
        "label": "Label: the step_plugin target, for error messages",
    },
)

ReleaseStepInfo = provider(
    doc = "One step of a pipeline: a plugin, its config, its artifacts and what it comes after.",
    fields = {
        "name": "string: name of the step, unique within a pipeline",
        "label": "Label: the release_step target, for error messages",
        "plugin": "StepPluginInfo: what does the work",
        "config": "string: config as JSON, as far as the build knows it",
        "after": "list of strings: names of steps that must have finished first",
        "after_if_present": "list of strings: the same, where the pipeline has these steps",
        "artifacts": "list of structs(name: string, label: Label, files: list of Files, in order)",
        "runfiles": "runfiles: what the artifacts need beside them when they are programs",
        "timeout": "string: longest time of one apply or verify, as proto JSON (`600s`)",
        "stall_timeout": "string: longest time without a sign of life, as proto JSON",
        "attempts": "int: tries of apply, at least 1",
        "check": "File: exists only if the config fits the plugin's schema",
    },
)

ReleasePipelineInfo = provider(
    doc = "A pipeline that was checked and written as a manifest.",
    fields = {
        "manifest": "File: PipelineManifest as proto JSON, with the digest of everything it uses",
        "environment": "string: name of the environment it releases to",
        "steps": "list of strings: names of its steps, as declared",
        "label": "Label: the release_pipeline target",
    },
)

OciImageInfo = provider(
    doc = "An OCI image that was built here.",
    fields = {
        "layout": "File: the OCI image layout, a folder",
        "digest": "File: `sha256:...` of its manifest, one line",
        "unstamped_layout": "File: the same without late labels; what other images are built on",
        "unstamped_digest": "File: the digest of that",
        "platform": "string: `linux/amd64`",
        "tags": "list of strings: `name:tag`",
        "label": "Label: the target, for error messages",
    },
)

OciBaseInfo = provider(
    doc = "An image from outside, pinned by its digest.",
    fields = {
        "kind": "string: `layout` or `docker-archive`",
        "path": "string: where it is while an action runs",
        "files": "depset of Files: all of it",
        "digest": "string: `sha256:...`",
    },
)

StaticSiteInfo = provider(
    doc = "The built files of a site, and what they were built from.",
    fields = {
        "site": "File: folder",
        "sources": "depset of Files: sources, for messages about files that are copied as they are",
    },
)

PagesBundleInfo = provider(
    doc = "A checked Pages deployment.",
    fields = {
        "bundle": "File: folder that `wrangler pages deploy --no-bundle` uploads",
        "manifest": "File: JSON with path, size, content type and SHA-256 of every file",
        "project": "string: name of the Pages project",
        "label": "Label: the pages_bundle target",
    },
)

WorkerBundleInfo = provider(
    doc = "A checked Worker.",
    fields = {
        "bundle": "File: folder with index.js and wrangler.json, deployed as they are",
        "manifest": "File: JSON with path, size, content type and SHA-256 of both",
        "worker": "string: name of the Worker",
        "label": "Label: the worker_bundle target",
    },
)

MigrationBundleInfo = provider(
    doc = "Checked SQL migrations.",
    fields = {
        "files": "list of Files: the migrations, in the order of `srcs`, under their paths in the workspace",
        "manifest": "File: JSON with SHA-256, class and findings of every file, and the suppressions",
        "lock": "File: the lock file",
        "label": "Label: the migration_bundle target",
    },
)
