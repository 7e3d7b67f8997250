#include "apps/api/outbox_worker.h"

#include <unistd.h>

#include <random>
#include <utility>

#include "apps/api/log.h"

namespace spectral {
namespace {

// How long a row written by another process may wait; our own requests wake the loop.
constexpr std::chrono::milliseconds kPollEvery{500};

DbLoop::PassResult RunPass(const OutboxSettings& settings, const OutboxHandler& handler,
                           DbSession& session, std::stop_token stop) {
  std::vector<OutboxRow> rows;
  if (auto error = ClaimOutboxRows(session, settings, &rows)) return *std::move(error);
  int handled = 0;
  for (const OutboxRow& row : rows) {
    if (stop.stop_requested()) {
      if (auto error = ReleaseOutboxRows(session, settings)) return *std::move(error);
      break;
    }
    OutboxOutcome outcome;
    if (auto error = HandleOutboxRow(session, settings, row, handler, &outcome)) {
      return *std::move(error);
    }
    if (outcome == OutboxOutcome::kHandled) {
      ++handled;
    } else {
      LogWarning("outbox row not handled",
                 {{"id", row.id},
                  {"topic", row.topic},
                  {"attempt", std::to_string(row.attempts)},
                  {"cause", outcome == OutboxOutcome::kFailed ? "see last_error" : "claim lost"}});
    }
  }
  if (handled > 0) LogInfo("outbox rows handled", {{"count", std::to_string(handled)}});
  return rows.empty() ? kPollEvery : std::chrono::milliseconds(0);
}

}  // namespace

std::string NewWorkerName(int64_t generation) {
  std::random_device random;
  return "generation-" + std::to_string(generation) + "-pid-" + std::to_string(getpid()) + "-" +
         std::to_string(random());
}

DbLoop::Pass OutboxPass(OutboxSettings settings, OutboxHandler handler) {
  return [settings = std::move(settings), handler = std::move(handler)](DbSession& session,
                                                                        std::stop_token stop) {
    return RunPass(settings, handler, session, stop);
  };
}

}  // namespace spectral
