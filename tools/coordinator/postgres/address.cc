#include "tools/coordinator/postgres/address.h"

#include <libpq-fe.h>

#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres_state {
namespace {

// What a URL may say. Others (`service`, `passfile`) would have libpq read files.
const std::set<std::string, std::less<>>& Allowed() {
  static const auto& keys = *new std::set<std::string, std::less<>>{"host",
                                                                    "hostaddr",
                                                                    "port",
                                                                    "user",
                                                                    "password",
                                                                    "dbname",
                                                                    "sslmode",
                                                                    "sslrootcert",
                                                                    "options",
                                                                    "application_name",
                                                                    "gssencmode",
                                                                    "connect_timeout",
                                                                    "channel_binding",
                                                                    "keepalives"};
  return keys;
}

absl::Status Wrong(const std::string& name, std::string why, std::string code = "STATE-URL") {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = std::move(code),
                   .what = Concat("the secret ", name, " is no address of a state database"),
                   .why = std::move(why),
                   .fix = "store it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode="
                          "require, with reserved characters of the password percent-encoded"});
}

bool IsLocal(std::string_view host) {
  return host.starts_with("/") || host.starts_with("@") || host == "localhost" ||
         host.starts_with("127.") || host == "::1";
}

struct ConninfoFree {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

}  // namespace

Address Address::Copy() const {
  return {.host = host, .target = target, .password = password.Copy(), .parameters = parameters};
}

absl::StatusOr<Address> ParseAddress(const std::string& name, const Secret& url) {
  std::string text(StdView(absl::StripAsciiWhitespace(AbslView(url.Reveal()))));
  if (text.empty()) return Wrong(name, "it is empty");
  if (!text.starts_with("postgres://") && !text.starts_with("postgresql://")) {
    WipeString(text);
    return Wrong(name, "it does not begin with postgresql://");
  }
  char* words = nullptr;  // libpq's, which quote the URL
  const std::unique_ptr<PQconninfoOption, ConninfoFree> options(
      PQconninfoParse(text.c_str(), &words));
  if (words != nullptr) {
    std::string quoting(words);
    PQfreemem(words);
    WipeString(quoting);
  }
  WipeString(text);
  if (options == nullptr) {
    return Wrong(name,
                 "libpq cannot read it; a reserved character in the password is the usual "
                 "cause");
  }
  Address address;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr || option->val[0] == '\0') continue;
    if (!Allowed().contains(std::string_view(option->keyword))) {
      return Wrong(name, Concat("its parameter `", option->keyword, "` is not supported here"));
    }
    if (std::string_view(option->keyword) == "password") {
      address.password = Secret::Of(option->val);
    } else {
      address.parameters[option->keyword] = option->val;
    }
  }
  for (const char* needed : {"host", "user", "dbname"}) {
    if (address.parameters[needed].empty()) return Wrong(name, Concat("it has no ", needed));
  }
  address.parameters.try_emplace("port", "5432");
  address.host = address.parameters["host"];
  if (absl::StrContains(address.host, ',')) return Wrong(name, "it names several hosts");
  const bool local = IsLocal(address.host);
  const std::string& mode =
      address.parameters.try_emplace("sslmode", local ? "prefer" : "require").first->second;
  if (!local && mode != "require" && mode != "verify-ca" && mode != "verify-full") {
    return Wrong(name, Concat("with sslmode=", mode, " the password may travel in the clear"),
                 "STATE-URL-TLS");
  }
  address.target = Concat(address.parameters["user"], "@", address.host, ":",
                          address.parameters["port"], "/", address.parameters["dbname"]);
  return address;
}

}  // namespace release::postgres_state
