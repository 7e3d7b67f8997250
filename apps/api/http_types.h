// A request and its reply, as the routes see them: no socket, no Beast.
#ifndef RELEASE_APPS_API_HTTP_TYPES_H_
#define RELEASE_APPS_API_HTTP_TYPES_H_

#include <functional>
#include <string>

namespace spectral {

struct Request {
  std::string method;         // "GET"
  std::string target;         // path and query as sent, percent-encoding included
  std::string authorization;  // the header's value; "" when absent. A secret.
  std::string content_type;
  std::string body;
};

struct Response {
  int status = 200;
  std::string body;   // JSON
  std::string allow;  // the Allow header of a 405
};

// Called exactly once for a request, on any thread, now or later.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(Request, Respond)>;

// {"error": {"code": code, "message": message}}
Response ErrorResponse(int status, const std::string& code, const std::string& message);

}  // namespace spectral

#endif  // RELEASE_APPS_API_HTTP_TYPES_H_
