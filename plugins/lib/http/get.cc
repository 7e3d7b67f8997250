#include "plugins/lib/http/get.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "tools/base/clock.h"

namespace release::http {
namespace {

constexpr int kPollMilliseconds = 50;
constexpr absl::Duration kTickEvery = absl::Milliseconds(100);

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

std::string_view Trim(std::string_view text) {
  const size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "";
  return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

// Answers to libcurl's callbacks.
struct Receiver {
  Response response;
  size_t body_limit = 0;
  bool too_large = false;

  static size_t Body(char* data, size_t, size_t size, void* self) {
    auto& receiver = *static_cast<Receiver*>(self);
    if (receiver.response.body.size() + size > receiver.body_limit) {
      receiver.too_large = true;
      return 0;
    }
    receiver.response.body.append(data, size);
    return size;
  }
  static size_t Header(char* data, size_t, size_t size, void* self) {
    const std::string_view line(data, size);
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      static_cast<Receiver*>(self)->response.headers[Lower(Trim(line.substr(0, colon)))] =
          std::string(Trim(line.substr(colon + 1)));
    }
    return size;
  }
};

// Deletes in reverse order: the easy handle leaves its multi handle first.
struct Handles {
  Handles() {
    static const bool initialised = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    (void)initialised;
    multi = curl_multi_init();
    easy = curl_easy_init();
  }
  ~Handles() {
    if (added) curl_multi_remove_handle(multi, easy);
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
    curl_slist_free_all(resolve);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;

  CURLM* multi;
  CURL* easy;
  curl_slist* resolve = nullptr;
  bool added = false;
};

Failure FailureOf(CURLcode code, CURL* easy) {
  long os_error = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return Failure::kUrl;
    case CURLE_COULDNT_RESOLVE_HOST:
      return Failure::kDns;
    case CURLE_COULDNT_CONNECT:
      return os_error == ENETUNREACH || os_error == EHOSTUNREACH ? Failure::kUnreachable
                                                                 : Failure::kRefused;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Failure::kTls;
    case CURLE_OPERATION_TIMEDOUT:
      return Failure::kTimeout;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Failure::kReset;
    default:
      return Failure::kOther;
  }
}

void Configure(Handles& handles, const Request& request, Receiver& receiver, char* error) {
  CURL* easy = handles.easy;
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // Each poll sees the certificate and the addresses as they are now.
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "release-smoke/1");
  curl_easy_setopt(
      easy, CURLOPT_TIMEOUT_MS,
      static_cast<long>(std::max<int64_t>(1, absl::ToInt64Milliseconds(request.timeout))));
  if (!request.ca_bundle.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, request.ca_bundle.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  if (!request.resolve.empty()) {
    handles.resolve = curl_slist_append(nullptr, request.resolve.c_str());
    curl_easy_setopt(easy, CURLOPT_RESOLVE, handles.resolve);
  }
  receiver.body_limit = request.body_limit;
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Receiver::Body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiver);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Receiver::Header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &receiver);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
}

// Runs the transfer to its end; absent when stopped.
std::optional<CURLcode> Perform(Handles& handles, std::stop_token stop,
                                const std::function<void()>& tick) {
  const std::stop_callback wake(stop, [&] { curl_multi_wakeup(handles.multi); });
  absl::Duration next_tick = SystemClock().Monotonic() + kTickEvery;
  handles.added = curl_multi_add_handle(handles.multi, handles.easy) == CURLM_OK;
  if (!handles.added) return CURLE_FAILED_INIT;
  int running = 1;
  while (true) {
    if (curl_multi_perform(handles.multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(handles.multi, &left)) {
      if (message->msg == CURLMSG_DONE) return message->data.result;
    }
    if (stop.stop_requested()) return std::nullopt;
    if (tick && SystemClock().Monotonic() >= next_tick) {
      next_tick = SystemClock().Monotonic() + kTickEvery;
      tick();
    }
    curl_multi_poll(handles.multi, nullptr, 0, kPollMilliseconds, nullptr);
  }
}

}  // namespace

std::string Response::Header(const std::string& lower_case_name) const {
  const auto header = headers.find(lower_case_name);
  return header == headers.end() ? "" : header->second;
}

std::string Response::MediaType() const {
  const std::string type = Header("content-type");
  return Lower(Trim(std::string_view(type).substr(0, type.find(';'))));
}

Response Get(const Request& request, std::stop_token stop, const std::function<void()>& tick) {
  Handles handles;
  Receiver receiver;
  Response& response = receiver.response;
  if (handles.multi == nullptr || handles.easy == nullptr) {
    response.failure = Failure::kOther;
    response.words = "no memory for a request";
    return response;
  }
  std::array<char, CURL_ERROR_SIZE> error = {};
  Configure(handles, request, receiver, error.data());
  const absl::Duration started = SystemClock().Monotonic();
  const std::optional<CURLcode> code = Perform(handles, stop, tick);
  response.took = SystemClock().Monotonic() - started;
  long status = 0;
  curl_easy_getinfo(handles.easy, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  if (!code) {
    response.failure = Failure::kStopped;
  } else if (receiver.too_large) {
    response.failure = Failure::kTooLarge;
    response.words = "the body is larger than the limit";
  } else if (*code != CURLE_OK) {
    response.failure = FailureOf(*code, handles.easy);
    response.words = error[0] != '\0' ? error.data() : curl_easy_strerror(*code);
  }
  return response;
}

std::string_view FailureName(Failure failure) {
  switch (failure) {
    case Failure::kUrl:
      return "no URL";
    case Failure::kStopped:
      return "stopped";
    case Failure::kDns:
      return "no DNS address";
    case Failure::kRefused:
      return "connection refused";
    case Failure::kUnreachable:
      return "unreachable";
    case Failure::kTls:
      return "no trusted TLS connection";
    case Failure::kTimeout:
      return "no answer in time";
    case Failure::kReset:
      return "connection lost";
    case Failure::kTooLarge:
      return "body too large";
    case Failure::kOther:
      break;
  }
  return "failed";
}

}  // namespace release::http
