/* Bad: a shared object, but no plugin: it does not export release_step_plugin_v1. */
int some_other_library(void);

int some_other_library(void) { return 1; }
