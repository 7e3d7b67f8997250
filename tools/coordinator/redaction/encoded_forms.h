// The forms in which a value shows up in a program's output.
#ifndef RELEASE_TOOLS_COORDINATOR_REDACTION_ENCODED_FORMS_H_
#define RELEASE_TOOLS_COORDINATOR_REDACTION_ENCODED_FORMS_H_

#include <set>
#include <string>
#include <string_view>

namespace release {

// The value and its encodings, as README.md lists them. For base64 only the digits that depend on
// the value alone: the same whatever stands before and after it. No form is shorter than
// `shortest`.
std::set<std::string> EncodedForms(std::string_view value, size_t shortest);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_REDACTION_ENCODED_FORMS_H_
