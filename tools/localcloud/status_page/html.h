// The status pages as HTML and JSON.
#ifndef RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_HTML_H_
#define RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_HTML_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tools/localcloud/status_page/cloud_status.h"

namespace release::cloud {

// `text` as it may stand in an element or in a quoted attribute.
std::string EscapedHtml(std::string_view text);

std::string StatusHtml(const CloudStatus& status);

// `requests`: lines of the request log, oldest first; the newest are shown first.
std::string RequestsHtml(const std::vector<nlohmann::json>& requests);

nlohmann::json StatusJson(const CloudStatus& status);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_STATUS_PAGE_HTML_H_
