#include "plugins/lib/postgres/dsn.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "plugins/lib/postgres/dsn_text.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

constexpr char kShape[] =
    "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require, with every special character "
    "of "
    "the password percent-encoded (`@` is %40, `#` is %23, `/` is %2F, `%` is %25)";

// The parts of a URL, still encoded.
struct Parts {
  std::optional<std::string_view> user, password;
  std::string_view host, port, database, query;
};

class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  absl::StatusOr<Dsn> Read(std::string_view url) const;

 private:
  absl::Status Problem(std::string_view code, std::string_view what, std::string_view why,
                       std::string_view fix = {}) const;
  absl::Status RefuseReservedCharacters(std::string_view rest) const;
  absl::StatusOr<Parts> TakeApart(std::string_view rest) const;
  absl::Status ReadParameters(std::string_view query, Dsn& dsn) const;
  absl::Status SetParameter(std::string_view key, std::string value, Dsn& dsn) const;
  absl::Status SetPort(std::string_view text, Dsn& dsn) const;
  absl::StatusOr<std::string> Decode(std::string_view text) const;

  const std::string_view name_;
};

absl::Status Reader::Problem(std::string_view code, std::string_view what, std::string_view why,
                             std::string_view fix) const {
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = Concat("MIGRATE-DSN-", code),
       .what = Concat(name_, " ", what),
       .why = std::string(why),
       .fix = fix.empty() ? Concat("store ", name_, " as ", kShape) : std::string(fix)});
}

absl::Status Reader::RefuseReservedCharacters(std::string_view rest) const {
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const bool stray_at = std::count(rest.begin(), rest.end(), '@') > 1 ||
                        ((rest.find('@') != std::string_view::npos) &&
                         !(authority.find('@') != std::string_view::npos));
  const bool unsafe = std::any_of(rest.begin(), rest.end(), [](unsigned char c) {
    return c == '#' || c == '\\' || c == '"' || c <= ' ' || c == 0x7f;
  });
  if (!stray_at && !unsafe) return absl::OkStatus();
  return Problem("RESERVED-CHARACTER", "has a special character that is not percent-encoded",
                 "a raw `@`, `#`, `/`, `?`, quote or space, most likely in the password, makes the "
                 "parts of the URL ambiguous");
}

absl::StatusOr<Parts> Reader::TakeApart(std::string_view rest) const {
  Parts parts;
  const size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  std::string_view tail = rest.substr(authority_end);
  if (const size_t question = tail.find('?'); question != std::string_view::npos) {
    parts.query = tail.substr(question + 1);
    tail = tail.substr(0, question);
  }
  if (tail.starts_with("/")) tail.remove_prefix(1);
  parts.database = tail;

  if (const size_t at = authority.find('@'); at != std::string_view::npos) {
    const std::string_view login = authority.substr(0, at);
    authority = authority.substr(at + 1);
    const size_t colon = login.find(':');
    parts.user = login.substr(0, colon);
    if (colon != std::string_view::npos) parts.password = login.substr(colon + 1);
  }
  if ((authority.find(',') != std::string_view::npos)) {
    return Problem("HOSTS", "names more than one host",
                   "a migration must know which server it changes");
  }
  const size_t bracket = authority.starts_with("[") ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) {
    return Problem("INCOMPLETE", "has an IPv6 address without its closing bracket", "");
  }
  const size_t colon = authority.find(':', bracket);
  parts.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) {
    parts.port = authority.substr(colon + 1);
    if (parts.port.empty()) return Problem("PORT", "has a colon without a port number", "");
  }
  if (bracket > 0) parts.host = parts.host.substr(1, bracket - 1);
  return parts;
}

absl::StatusOr<std::string> Reader::Decode(std::string_view text) const {
  std::optional<std::string> decoded = PercentDecode(text);
  if (decoded) return *std::move(decoded);
  return Problem("ENCODING", "has a broken percent-encoding",
                 "a `%` must be followed by two hex digits that are not 00; a `%` of the password "
                 "itself is written %25");
}

absl::Status Reader::SetPort(std::string_view text, Dsn& dsn) const {
  const bool digits = std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (digits && absl::SimpleAtoi(AbslView(text), &dsn.port) && dsn.port >= 1 && dsn.port <= 65535) {
    return absl::OkStatus();
  }
  return Problem("PORT", "has a port that is no number from 1 to 65535",
                 "a password with a raw `/` or `:` before the `@` looks like this too");
}

absl::Status Reader::SetParameter(std::string_view key, std::string value, Dsn& dsn) const {
  if (key == "host") {
    dsn.host = std::move(value);
  } else if (key == "port") {
    return SetPort(value, dsn);
  } else if (key == "user") {
    dsn.user = std::move(value);
  } else if (key == "dbname") {
    dsn.database = std::move(value);
  } else if (key == "password") {
    dsn.password = Secret::Of(std::move(value));
  } else {
    dsn.parameters[std::string(key)] = std::move(value);
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadParameters(std::string_view query, Dsn& dsn) const {
  std::map<std::string_view, int> seen;
  for (absl::string_view piece : absl::StrSplit(AbslView(query), '&', absl::SkipEmpty())) {
    const std::string_view item = StdView(piece);
    const size_t equals = item.find('=');
    const std::string_view key = item.substr(0, equals);
    // An unknown key is not quoted: it may be the tail of a password with a raw `?`.
    if (equals == std::string_view::npos || !IsKnownParameter(key)) {
      return Problem("PARAMETER", "has a parameter that PostgreSQL does not know",
                     key == "pgbouncer" ? "`pgbouncer=true` is a parameter of Prisma"
                                        : "only libpq's own parameters may follow the `?`");
    }
    if (seen[key]++ > 0) {
      return Problem("PARAMETER", Concat("has the parameter `", key, "` twice"), "");
    }
    absl::StatusOr<std::string> value = Decode(item.substr(equals + 1));
    if (!value.ok()) return value.status();
    if (absl::Status set = SetParameter(key, *std::move(value), dsn); !set.ok()) return set;
  }
  static constexpr std::array<std::string_view, 7> kModes = {
      "", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"};
  if (std::find(kModes.begin(), kModes.end(), dsn.sslmode()) == kModes.end()) {
    return Problem("PARAMETER", "has an `sslmode` that does not exist",
                   "it is one of disable, allow, prefer, require, verify-ca, verify-full");
  }
  return absl::OkStatus();
}

absl::StatusOr<Dsn> Reader::Read(std::string_view url) const {
  url = StdView(absl::StripAsciiWhitespace(AbslView(url)));
  if (url.empty()) return Problem("EMPTY", "is empty", "");
  std::string_view rest = url;
  const bool has_scheme = rest.starts_with("postgresql://") || rest.starts_with("postgres://");
  if (!has_scheme) {
    const bool keywords = (url.find("host=") != std::string_view::npos) ||
                          (url.find("dbname=") != std::string_view::npos);
    return Problem("SCHEME", "is not a postgresql:// URL",
                   keywords ? "it is a `host=... dbname=...` connection string"
                            : "it must start with postgresql:// or postgres://, without quotes");
  }
  rest.remove_prefix(rest.find("//") + 2);
  if (HasPlaceholder(rest)) {
    return Problem(
        "PLACEHOLDER", "still has a placeholder such as `[YOUR-PASSWORD]`",
        "the template of the dashboard was stored as it was shown",
        Concat("put the real value in place of the brackets and store ", name_, " again"));
  }
  if (absl::Status clean = RefuseReservedCharacters(rest); !clean.ok()) return clean;
  absl::StatusOr<Parts> parts = TakeApart(rest);
  if (!parts.ok()) return parts.status();

  Dsn dsn;
  std::string password;
  const std::pair<std::string_view, std::string*> texts[] = {
      {parts->user.value_or(""), &dsn.user},
      {parts->password.value_or(""), &password},
      {parts->host, &dsn.host},
      {parts->database, &dsn.database}};
  for (const auto& [encoded, target] : texts) {
    absl::StatusOr<std::string> decoded = Decode(encoded);
    if (!decoded.ok()) return decoded.status();
    *target = *std::move(decoded);
  }
  dsn.password = Secret::Of(std::move(password));
  if (!parts->port.empty()) {
    if (absl::Status set = SetPort(parts->port, dsn); !set.ok()) return set;
  }
  if (absl::Status read = ReadParameters(parts->query, dsn); !read.ok()) return read;

  const std::pair<bool, std::string_view> missing[] = {
      {dsn.user.empty(), "user"}, {dsn.host.empty(), "host"}, {dsn.database.empty(), "database"}};
  for (const auto& [is_missing, part] : missing) {
    if (is_missing) {
      return Problem("INCOMPLETE", Concat("names no ", part),
                     "nothing is taken from the environment or from defaults");
    }
  }
  return dsn;
}

}  // namespace

bool Dsn::local() const {
  return host.starts_with("/") || host.starts_with("@") || host == "localhost" ||
         host.ends_with(".localhost") || host.starts_with("127.") || host == "::1" ||
         host == "0.0.0.0" || host == "::" || host.starts_with("::ffff:127.");
}

std::string Dsn::sslmode() const {
  const auto mode = parameters.find("sslmode");
  return mode == parameters.end() ? "" : mode->second;
}

std::string Dsn::Target() const {
  const bool bare_v6 = (host.find(':') != std::string_view::npos);
  return Concat(user, "@", bare_v6 ? "[" : "", host, bare_v6 ? "]" : "", ":", port, "/", database);
}

absl::StatusOr<Dsn> ParseDsn(std::string_view name, std::string_view url) {
  return Reader(name).Read(url);
}

}  // namespace release::postgres
