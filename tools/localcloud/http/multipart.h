// multipart/form-data (RFC 7578), as uploads of scripts and sites come. A part may be such a body
// itself: parse its content again.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_MULTIPART_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_MULTIPART_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace release::cloud {

struct Part {
  std::string name;
  std::optional<std::string> filename;
  std::string content_type;  // empty when the part names none
  std::string_view content;  // into the parsed body
};

inline constexpr size_t kMaxParts = 10000;
inline constexpr size_t kMaxPartHeader = 16 << 10;

// The boundary of a Content-Type value; nothing when it is no multipart/form-data or has none.
std::optional<std::string> BoundaryOf(std::string_view content_type);

// The boundary that a body begins with. For nested bodies, which come without a header.
std::optional<std::string> LeadingBoundary(std::string_view body);

// All parts in order; two may have one name. The views are into `body`. Errors: INVALID_ARGUMENT,
// HTTP-MULTIPART, with the byte where it went wrong.
absl::StatusOr<std::vector<Part>> ParseMultipart(std::string_view body, std::string_view boundary);

// The first part of that name, or null.
const Part* FindPart(const std::vector<Part>& parts, std::string_view name);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_MULTIPART_H_
