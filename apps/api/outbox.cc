#include "apps/api/outbox.h"

#include <charconv>

namespace spectral {
namespace {

constexpr size_t kLongestReason = 500;

int ToInt(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string Generation(const OutboxSettings& settings) {
  return std::to_string(settings.generation);
}

std::string Seconds(std::chrono::milliseconds duration) {
  return std::to_string(static_cast<double>(duration.count()) / 1000);
}

// At most kLongestReason bytes, without half a character at the end: PostgreSQL refuses one.
std::string Shortened(const std::string& reason) {
  if (reason.size() <= kLongestReason) return reason;
  size_t end = kLongestReason;
  while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0) == 0x80) --end;
  return reason.substr(0, end);
}

std::optional<DbError> ErrorOf(const DbResult& result) {
  return result.ok() ? std::nullopt : std::optional(result.error());
}

// Outside the handler's transaction, which was rolled back: only the failure remains.
std::optional<DbError> RecordFailure(DbSession& session, const OutboxSettings& settings,
                                     const OutboxRow& row, const std::string& reason) {
  constexpr char kSql[] = R"(
      update spectral.outbox
      set last_error = $1,
          claimed_by = null,
          claimed_at = null,
          failed_at = case when attempts >= $2::int then now() end,
          available_at = now() + make_interval(secs => $3::float8 * attempts)
      where id = $4 and generation = $5 and claimed_by = $6 and attempts = $7::int
        and handled_at is null)";
  return ErrorOf(session.Execute(
      kSql, {Shortened(reason), std::to_string(settings.attempts), Seconds(settings.retry), row.id,
             Generation(settings), settings.worker, std::to_string(row.attempts)}));
}

}  // namespace

DbResult EnqueueOutboxRow(DbSession& session, int64_t generation, std::string_view topic,
                          std::string_view payload) {
  return session.Execute(
      "insert into spectral.outbox (generation, topic, payload) values ($1, $2, $3)",
      {std::to_string(generation), std::string(topic), std::string(payload)});
}

std::optional<DbError> ClaimOutboxRows(DbSession& session, const OutboxSettings& settings,
                                       std::vector<OutboxRow>* rows) {
  // Only a worker that died in its last attempt leaves such a row.
  constexpr char kGiveUp[] = R"(
      update spectral.outbox
      set failed_at = now(),
          last_error = coalesce(last_error || '; ', '') || 'the last attempt ended without a result'
      where generation = $1 and handled_at is null and failed_at is null
        and attempts >= $2::int and claimed_at < now() - make_interval(secs => $3::float8))";
  constexpr char kClaim[] = R"(
      with waiting as (
        select id from spectral.outbox
        where generation = $1 and handled_at is null and failed_at is null
          and attempts < $2::int and available_at <= now()
          and (claimed_at is null or claimed_at < now() - make_interval(secs => $3::float8))
        order by available_at, id
        limit $4::int
        for update skip locked
      ), claimed as (
        update spectral.outbox as row
        set claimed_by = $5, claimed_at = now(), attempts = attempts + 1
        from waiting where row.id = waiting.id
        returning row.id, row.topic, row.payload, row.attempts
      )
      select id, topic, payload, attempts from claimed order by id)";
  const DbValue generation = Generation(settings);
  const DbValue attempts = std::to_string(settings.attempts);
  const DbValue claim = Seconds(settings.claim);
  const DbResult given_up = session.Execute(kGiveUp, {generation, attempts, claim});
  if (!given_up.ok()) return given_up.error();
  const DbResult claimed = session.Execute(
      kClaim, {generation, attempts, claim, std::to_string(settings.batch), settings.worker});
  if (!claimed.ok()) return claimed.error();
  rows->clear();
  for (int i = 0; i < claimed.size(); ++i) {
    rows->push_back({std::string(claimed.Get(i, 0)), std::string(claimed.Get(i, 1)),
                     std::string(claimed.Get(i, 2)), ToInt(claimed.Get(i, 3))});
  }
  return std::nullopt;
}

std::optional<DbError> HandleOutboxRow(DbSession& session, const OutboxSettings& settings,
                                       const OutboxRow& row, const OutboxHandler& handler,
                                       OutboxOutcome* outcome) {
  constexpr char kStillOurs[] = R"(
      select from spectral.outbox
      where id = $1 and generation = $2 and claimed_by = $3 and attempts = $4::int
        and handled_at is null and failed_at is null
      for update)";
  std::string failure;
  {
    DbTransaction transaction(session);
    if (!transaction.begun().ok()) return transaction.begun().error();
    const DbResult ours = session.Execute(
        kStillOurs, {row.id, Generation(settings), settings.worker, std::to_string(row.attempts)});
    if (!ours.ok()) return ours.error();
    if (ours.size() == 0) {
      *outcome = OutboxOutcome::kClaimLost;
      return std::nullopt;
    }
    if (auto reason = handler(session, row)) {
      failure = *std::move(reason);
    } else {
      const DbResult marked =
          session.Execute("update spectral.outbox set handled_at = now() where id = $1", {row.id});
      if (!marked.ok()) return marked.error();
      *outcome = OutboxOutcome::kHandled;
      return ErrorOf(transaction.Commit());
    }
  }
  *outcome = OutboxOutcome::kFailed;
  return RecordFailure(session, settings, row, failure);
}

std::optional<DbError> ReleaseOutboxRows(DbSession& session, const OutboxSettings& settings) {
  constexpr char kSql[] = R"(
      update spectral.outbox
      set claimed_by = null, claimed_at = null, attempts = attempts - 1
      where generation = $1 and claimed_by = $2 and handled_at is null and failed_at is null)";
  return ErrorOf(session.Execute(kSql, {Generation(settings), settings.worker}));
}

}  // namespace spectral
