#include "tools/coordinator/postgres/session_problem.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres_state {
namespace {

constexpr char kCheckPlace[] = "check host and port of the state's URL, and that the server runs";

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// `FATAL:  28P01: password authentication failed` holds 28P01.
bool HasState(std::string_view text, std::string_view sqlstate) {
  return Has(text, Concat(":  ", sqlstate, ": "));
}

// With every run of white space as one blank.
std::string OneLine(std::string_view text) {
  std::string line(text);
  absl::RemoveExtraAsciiWhitespace(&line);
  for (char& c : line) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) c = ' ';
  }
  return line;
}

absl::Status Refused(std::string_view code, std::string_view target, std::string_view words,
                     std::string fix, v1::Retry retry) {
  return Diagnose(
      absl::StatusCode::kUnavailable,
      {.code = Concat("STATE-CONNECT-", code),
       .what = Concat("the database of the release state, ", target, ", cannot be reached"),
       .why = OneLine(words),
       .fix = std::move(fix),
       .retry = retry});
}

}  // namespace

absl::Status ConnectFailed(std::string_view target, std::string_view words) {
  const std::string_view text = words.substr(0, words.find("\nLOCATION"));
  if (HasState(text, "28P01") || HasState(text, "28000") || Has(text, "no password supplied")) {
    return Refused("AUTH", target, text,
                   "check user and password of the state's URL; after a rotation, store it again",
                   v1::RETRY_NEVER);
  }
  if (HasState(text, "3D000")) {
    return Refused("NO-DATABASE", target, text,
                   "correct the last part of the URL's path, or create the database",
                   v1::RETRY_NEVER);
  }
  if (Has(text, "enant or user not found") || Has(text, "tenant/user")) {
    return Refused("TENANT", target, text,
                   "check the pooler's host and that the user is postgres.PROJECT-REFERENCE, "
                   "against the dashboard's Connect page",
                   v1::RETRY_NEVER);
  }
  if (HasState(text, "53300") || Has(text, "max clients") || Has(text, "MaxClients") ||
      Has(text, "max_client_conn") || Has(text, "too many clients")) {
    return Refused("TOO-MANY", target, text,
                   "close other clients or raise the pool size; a release keeps two connections",
                   v1::RETRY_BACKOFF);
  }
  if (HasState(text, "57P03") || HasState(text, "57P01") || HasState(text, "57P02")) {
    return Refused("NOT-READY", target, text, "wait until the server accepts connections",
                   v1::RETRY_BACKOFF);
  }
  if (Has(text, "does not support SSL") || Has(text, "SSL error") || Has(text, "certificate") ||
      Has(text, "SSL connection")) {
    return Refused("TLS", target, text,
                   "the server has to speak TLS; for a certificate that is not trusted, name its "
                   "authority with sslrootcert in the URL",
                   v1::RETRY_NEVER);
  }
  if (Has(text, "Connection refused") || Has(text, "No such file or directory")) {
    return Refused("REFUSED", target, text, kCheckPlace, v1::RETRY_BACKOFF);
  }
  if (Has(text, "unreachable") || Has(text, "No route to host") || Has(text, "translate host")) {
    return Refused("UNREACHABLE", target, text,
                   "check this machine's network and the host in the URL; a direct Supabase host "
                   "is reachable over IPv6 only: use the session pooler (port 5432)",
                   v1::RETRY_BACKOFF);
  }
  return Refused("FAILED", target, text, "read the words of the server above; they are its own",
                 v1::RETRY_BACKOFF);
}

absl::Status ConnectTimedOut(std::string_view target, std::string_view waited) {
  return Refused("TIMEOUT", target, Concat("no answer in ", waited),
                 Concat(kCheckPlace,
                        ", and look at firewalls and the project's network "
                        "restrictions"),
                 v1::RETRY_BACKOFF);
}

absl::Status ConnectionLost(std::string_view target, std::string_view words) {
  std::string why = OneLine(words);
  if (why.empty()) why = "the server closed it without a word";
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "STATE-CONNECTION-LOST",
                   .what = Concat("the connection to the release state, ", target, ", was lost"),
                   .why = std::move(why),
                   .fix = "check that the database is up, then run the same command again: it "
                          "looks at what was under way and goes on",
                   .retry = v1::RETRY_AFTER_OBSERVE});
}

absl::Status StatementRefused(std::string_view target, std::string_view sqlstate,
                              std::string_view message) {
  DiagnosisText text = {
      .code = "STATE-STATEMENT",
      .what = Concat("the database of the release state, ", target, ", refused a statement"),
      .why = Concat(OneLine(message), " (SQLSTATE ", sqlstate, ")"),
      .fix = "this is a defect of the coordinator; please report it"};
  if (sqlstate == "53100") {
    text.code = "STATE-DISK-FULL";
    text.fix = "make space in the database, and run the same command again";
  } else if (sqlstate == "25006") {
    text.code = "STATE-READ-ONLY";
    text.fix =
        "the database takes no writes (a replica, or over its quota): give the URL of the "
        "primary, or lift the restriction";
  } else if (sqlstate == "55P03" || sqlstate == "57014") {
    text.code = "STATE-BUSY";
    text.fix =
        "look in pg_stat_activity for who holds a lock on tables of schema `release`, and "
        "run the same command again";
    text.retry = v1::RETRY_BACKOFF;
  } else if (sqlstate == "42501") {
    text.code = "STATE-PERMISSION";
    text.fix =
        "give the URL of the role that owns schema `release`; on a new database, of one "
        "that may create a schema";
  }
  return Diagnose(absl::StatusCode::kAborted, std::move(text));
}

}  // namespace release::postgres_state
