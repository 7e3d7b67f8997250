// The words for an answer that is not good: one function for each thing that can be wrong.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_EXPLAIN_H_
#define RELEASE_PLUGINS_LIB_HEALTH_EXPLAIN_H_

#include <optional>
#include <string>
#include <string_view>

#include "plugins/lib/health/verdict.h"
#include "plugins/lib/http/message.h"

namespace release::health {

struct Explanation {
  std::string_view code;  // without the prefix
  Sight sight = Sight::kWrong;
  std::string what;
  std::string why;
  std::string fix;
};

// Of a request that got no answer.
Explanation ExplainFailure(const std::string& url, const http::Response& response);

// Of a status that was not expected.
Explanation ExplainStatus(const Expectation& expected, const http::Response& response);

// Of an older or newer generation than the expected one, which any answer may show.
std::optional<Explanation> ExplainGeneration(const Expectation& expected,
                                             const http::Response& response);

// Of an answer with the right status that does not prove to be of the expected release.
std::optional<Explanation> ExplainRelease(const Expectation& expected,
                                          const http::Response& response);

// Of the headers and the body of an answer with the right status; absent when they are good.
std::optional<Explanation> ExplainContent(const Expectation& expected,
                                          const http::Response& response);

// Cloudflare's edge gave or passed on this answer.
bool ByCloudflare(const http::Response& response);

// The product itself gave it: the Worker marks all its answers.
bool Marked(const http::Response& response);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_EXPLAIN_H_
