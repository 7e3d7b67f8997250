// Uses the room `guest`, and a header that only `guest` may include.
#ifndef RELEASE_TESTS_LAYERS_SELFTEST_ENGINE_H_
#define RELEASE_TESTS_LAYERS_SELFTEST_ENGINE_H_

#include <dlfcn.h>

#include "tests/layers/selftest/guest/guest.h"

#endif  // RELEASE_TESTS_LAYERS_SELFTEST_ENGINE_H_
