// The token by which a site's files are uploaded: a JWT for one project, which expires.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_UPLOAD_TOKEN_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_UPLOAD_TOKEN_H_

#include <string>

#include "absl/status/status.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

std::string NewUploadToken(const Call& call, const std::string& project);

// Errors: 401, 8000013, when the request has no such token, or one that has expired.
absl::Status CheckUploadToken(const Call& call);

// The account whose files the request uploads. After CheckUploadToken.
std::string UploadAccount(const Call& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_UPLOAD_TOKEN_H_
