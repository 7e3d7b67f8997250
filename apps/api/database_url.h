// What can be said about DATABASE_URL without connecting, and how to keep its password out of
// texts.
#ifndef RELEASE_APPS_API_DATABASE_URL_H_
#define RELEASE_APPS_API_DATABASE_URL_H_

#include <string>
#include <string_view>

namespace spectral {

// "" when libpq can parse `url`; otherwise the end of a sentence that begins with the variable's
// name. Never contains a part of `url`: libpq's own words do, and may quote the password.
std::string DatabaseUrlProblem(const std::string& url);

// The password inside a valid `url`, decoded; "" when it has none.
std::string DatabaseUrlPassword(const std::string& url);

// An error text of libpq as one line, trimmed, with every occurrence of `password` (unless it is
// empty) replaced by "[password]".
std::string CleanDatabaseText(std::string_view text, std::string_view password);

}  // namespace spectral

#endif  // RELEASE_APPS_API_DATABASE_URL_H_
