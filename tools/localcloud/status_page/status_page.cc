#include "tools/localcloud/status_page/status_page.h"

#include <string_view>
#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/status_page/html.h"

namespace release::cloud {
namespace {

constexpr std::string_view kControl = "/control";

HttpResponse Answer(int status, std::string_view type, std::string body) {
  HttpResponse response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.Set("Content-Type", std::string(type));
  response.headers.Set("Cache-Control", "no-store");
  response.headers.Set("X-Content-Type-Options", "nosniff");
  response.headers.Set("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  return response;
}

HttpResponse Plain(int status, std::string text) {
  return Answer(status, "text/plain; charset=utf-8", text + "\n");
}

// "127.3.4.5", "127.3.4.5:8080", "localhost".
bool IsLocalHost(std::string_view host) {
  const std::string_view name = host.substr(0, host.find(':'));
  if (name == "localhost") return true;
  return name.starts_with("127.") &&
         name.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

StatusPage::StatusPage(const RequestLog& log, std::string ca_pem, HttpHandler control,
                       std::function<CloudStatus()> status)
    : log_(log),
      ca_pem_(std::move(ca_pem)),
      control_(std::move(control)),
      status_(std::move(status)) {}

HttpResponse StatusPage::Handle(const HttpRequest& request) const {
  const auto host = request.headers.Find("Host");
  if (!host.has_value() || !IsLocalHost(*host)) {
    return Plain(421, "this is the local cloud's own page; ask for it by its address");
  }
  const std::string_view path = request.path();
  if (path.starts_with(Concat(kControl, "/"))) {
    HttpRequest inner = request;
    inner.target = request.target.substr(kControl.size());
    return control_(inner);
  }
  if (request.method != "GET" && request.method != "HEAD") return Plain(405, "GET only");
  if (path == "/requests") {
    return Answer(200, "text/html; charset=utf-8", RequestsHtml(log_.Recent()));
  }
  if (path == "/ca.pem") return Answer(200, "application/x-pem-file", ca_pem_);
  if (path == "/") return Answer(200, "text/html; charset=utf-8", StatusHtml(status_()));
  if (path == "/status.json") {
    return Answer(200, "application/json", StatusJson(status_()).dump(1) + "\n");
  }
  return Plain(404, "there is /, /requests, /status.json, /ca.pem and /control/");
}

}  // namespace release::cloud
