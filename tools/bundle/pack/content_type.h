// The content type that Pages serves a file with.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_CONTENT_TYPE_H_
#define RELEASE_TOOLS_BUNDLE_PACK_CONTENT_TYPE_H_

#include <span>
#include <string_view>

namespace release::bundle {

struct ContentType {
  std::string_view extension;  // lower case, without the dot
  std::string_view type;
};

// The types of a site's files, by extension: what wrangler says of them when it uploads.
std::span<const ContentType> ContentTypes();

// The type for a path; `application/octet-stream` for an extension that is not in the table, or
// none. Valid for ever.
std::string_view ContentTypeOf(std::string_view path);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_CONTENT_TYPE_H_
