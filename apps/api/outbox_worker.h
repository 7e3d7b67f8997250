// The claim loop of this generation: what `outbox: wired` in /health means.
#ifndef RELEASE_APPS_API_OUTBOX_WORKER_H_
#define RELEASE_APPS_API_OUTBOX_WORKER_H_

#include <string>

#include "apps/api/db_loop.h"
#include "apps/api/outbox.h"

namespace spectral {

// A worker name that no other process has: generation, process id, random digits.
std::string NewWorkerName(int64_t generation);

// A pass of a DbLoop: claims a batch and handles it, row by row, in the loop's thread. When asked
// to stop it finishes the row at hand and gives the others back.
DbLoop::Pass OutboxPass(OutboxSettings settings, OutboxHandler handler);

}  // namespace spectral

#endif  // RELEASE_APPS_API_OUTBOX_WORKER_H_
