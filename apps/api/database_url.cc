#include "apps/api/database_url.h"

#include <libpq-fe.h>

#include <memory>

namespace spectral {
namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Options Parse(const std::string& url) {
  char* ignored = nullptr;
  Options options(PQconninfoParse(url.c_str(), &ignored), &PQconninfoFree);
  PQfreemem(ignored);
  return options;
}

}  // namespace

std::string DatabaseUrlProblem(const std::string& url) {
  if (url.empty()) {
    return "is missing: postgresql://USER:PASSWORD@HOST:5432/DATABASE";
  }
  if (url.rfind("op://", 0) == 0) {
    return "is an op:// reference that nobody resolved: publish the environment again";
  }
  if (url.find("[YOUR-PASSWORD]") != std::string::npos) {
    return "still contains the placeholder [YOUR-PASSWORD]";
  }
  if (!Parse(url)) {
    return "is not a connection URL: expected postgresql://USER:PASSWORD@HOST:5432/DATABASE, with "
           "every special character of the password percent-encoded";
  }
  return "";
}

std::string DatabaseUrlPassword(const std::string& url) {
  const Options options = Parse(url);
  for (const PQconninfoOption* option = options.get(); option && option->keyword; ++option) {
    if (std::string_view(option->keyword) == "password" && option->val) return option->val;
  }
  return "";
}

std::string CleanDatabaseText(std::string_view text, std::string_view password) {
  std::string clean(text);
  for (size_t at = 0; !password.empty() && (at = clean.find(password, at)) != std::string::npos;) {
    clean.replace(at, password.size(), "[password]");
    at += std::string_view("[password]").size();
  }
  while (!clean.empty() && (clean.back() == '\n' || clean.back() == ' ')) clean.pop_back();
  for (size_t at = 0; (at = clean.find('\n', at)) != std::string::npos;) {
    clean.replace(at, 1, "; ");
  }
  return clean;
}

}  // namespace spectral
