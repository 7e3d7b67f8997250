// Passwords inside connection strings. They are secrets of their own: a driver's error text quotes
// the password without the URL around it.
#ifndef RELEASE_TOOLS_COORDINATOR_REDACTION_EMBEDDED_PASSWORDS_H_
#define RELEASE_TOOLS_COORDINATOR_REDACTION_EMBEDDED_PASSWORDS_H_

#include <set>
#include <string>
#include <string_view>

namespace release {

// The passwords in `value`, each as it is written and decoded:
// - of a URL, `scheme://user:PASSWORD@host`, and its query parameters `password` and `sslpassword`;
// - of a libpq connection string, `host=... password='...'`.
// Empty when there is none. Lenient: an `@` in a password that should have been encoded is part of
// it.
std::set<std::string> EmbeddedPasswords(std::string_view value);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_REDACTION_EMBEDDED_PASSWORDS_H_
