"""The public rules of the release toolchain. Load nothing from private/.

    load("//tools/rules:defs.bzl", "release_pipeline", "release_step", "step_plugin")

| rule | makes |
| --- | --- |
| `step_plugin` | a shared object that implements one kind of step |
| `step_plugin_test` | a test of a plugin with the kit, in process and through the real step_host |
| `release_step` | one step: plugin, config, artifacts, what it comes after |
| `pages_bundle` | a Pages site with its compiled Functions, checked, with a manifest |
| `worker_bundle` | a Worker, bundled, type-checked and validated, with a manifest |
| `static_site` | the files of a site, built by Vite or Astro from its own npm tree |
| `migration_bundle` | SQL migrations, checked against PostgreSQL's grammar, their lock file and the expand/contract law |
| `dockerfile_image` | an OCI image from a Dockerfile |
| `oci_base` | an image from outside, pinned by its digest, for `FROM` |
| `runtime_closure` | a program with its shared libraries, as a folder for an image |
| `release_pipeline` | the graph of steps for one environment; `tools/bazel run` releases |

Providers are in providers.bzl.
"""

load("//tools/rules/private:dockerfile_image_macro.bzl", _dockerfile_image = "dockerfile_image")
load("//tools/rules/private:migration_bundle.bzl", _migration_bundle = "migration_bundle")
load("//tools/rules/private:oci_base.bzl", _oci_base = "oci_base")
load("//tools/rules/private:pages_bundle.bzl", _pages_bundle = "pages_bundle")
load("//tools/rules/private:release_pipeline.bzl", _release_pipeline = "release_pipeline")
load("//tools/rules/private:release_step.bzl", _release_step = "release_step")
load("//tools/rules/private:runtime_closure.bzl", _runtime_closure = "runtime_closure")
load("//tools/rules/private:static_site.bzl", _static_site = "static_site")
load("//tools/rules/private:step_plugin.bzl", _step_plugin = "step_plugin")
load("//tools/rules/private:step_plugin_test.bzl", _step_plugin_test = "step_plugin_test")
load("//tools/rules/private:worker_bundle.bzl", _worker_bundle = "worker_bundle")

dockerfile_image = _dockerfile_image
migration_bundle = _migration_bundle
oci_base = _oci_base
pages_bundle = _pages_bundle
release_pipeline = _release_pipeline
release_step = _release_step
runtime_closure = _runtime_closure
static_site = _static_site
step_plugin = _step_plugin
step_plugin_test = _step_plugin_test
worker_bundle = _worker_bundle
