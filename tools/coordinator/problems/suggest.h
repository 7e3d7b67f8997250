// "Did you mean ...?" is a library of every room now; its old name here.
#ifndef RELEASE_TOOLS_COORDINATOR_PROBLEMS_SUGGEST_H_
#define RELEASE_TOOLS_COORDINATOR_PROBLEMS_SUGGEST_H_

#include "tools/base/suggest.h"

#endif  // RELEASE_TOOLS_COORDINATOR_PROBLEMS_SUGGEST_H_
