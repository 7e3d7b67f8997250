// Uses abseil, which the self-test lets nobody use.
#ifndef RELEASE_TESTS_LAYERS_SELFTEST_GUEST_GUEST_H_
#define RELEASE_TESTS_LAYERS_SELFTEST_GUEST_GUEST_H_

#include "absl/status/status.h"

#endif  // RELEASE_TESTS_LAYERS_SELFTEST_GUEST_GUEST_H_
