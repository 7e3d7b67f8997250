#include "plugins/lib/http/client.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "plugins/lib/http/text.h"
#include "tools/base/clock.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release::http {
namespace {

constexpr int kPollMilliseconds = 50;
constexpr absl::Duration kTickEvery = absl::Milliseconds(100);
constexpr long kUploadBuffer = 512 << 10;

// Answers to libcurl's callbacks.
struct Receiver {
  Response response;
  size_t body_limit = 0;
  bool too_large = false;
  bool refused = false;  // by on_body
  const Request* request = nullptr;
  CURL* easy = nullptr;

  bool Succeeds() const {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
  }

  static size_t Body(char* data, size_t, size_t size, void* self) {
    auto& receiver = *static_cast<Receiver*>(self);
    if (receiver.request->on_body && receiver.Succeeds()) {
      receiver.refused = !receiver.request->on_body({data, size});
      return receiver.refused ? 0 : size;
    }
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

// What is sent: a text, or a part of a file.
class Sender {
 public:
  explicit Sender(const Request& request) : request_(request) {
    if (!InFile()) return;
    fd_ = FileDescriptor(open(request.body_file.path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd_.valid()) problem_ = Concat(request.body_file.path, ": ", std::strerror(errno));
  }

  bool InFile() const { return !request_.body_file.path.empty(); }
  uint64_t size() const { return InFile() ? request_.body_file.size : request_.body.size(); }
  const std::string& problem() const { return problem_; }

  static size_t Read(char* buffer, size_t, size_t room, void* self) {
    return static_cast<Sender*>(self)->ReadSome(buffer, room);
  }
  // libcurl begins again when a kept connection turns out to be closed.
  static int Seek(void* self, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Sender*>(self)->sent_ = static_cast<uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
  }

 private:
  size_t ReadSome(char* buffer, size_t room) {
    size_t count = static_cast<size_t>(std::min<uint64_t>(room, size() - sent_));
    if (count == 0) return 0;
    if (InFile()) {
      const off_t at = static_cast<off_t>(request_.body_file.offset + sent_);
      const ssize_t got = pread(fd_.get(), buffer, count, at);
      if (got <= 0) {
        problem_ = Concat(request_.body_file.path, ": ",
                          got == 0 ? "the file became shorter" : std::strerror(errno));
        return CURL_READFUNC_ABORT;
      }
      count = static_cast<size_t>(got);
    } else {
      std::memcpy(buffer, request_.body.data() + sent_, count);
    }
    sent_ += count;
    if (request_.on_sent) request_.on_sent(sent_);
    return count;
  }

  const Request& request_;
  FileDescriptor fd_;
  uint64_t sent_ = 0;
  std::string problem_;
};

struct HeaderList {
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() { curl_slist_free_all(list); }
  void Add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
  curl_slist* list = nullptr;
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

curl_socket_t OpenSocket(void* request, curlsocktype, curl_sockaddr*) {
  return static_cast<const Request*>(request)->open_socket();
}

void ConfigureConnection(CURL* easy, const Request& request, HeaderList& resolve,
                         HeaderList& connect_to) {
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "release/1");
  if (request.once) curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  if (request.timeout < absl::Hours(24 * 365)) {
    curl_easy_setopt(
        easy, CURLOPT_TIMEOUT_MS,
        static_cast<long>(std::max<int64_t>(1, absl::ToInt64Milliseconds(request.timeout))));
  }
  if (request.stall_timeout > absl::ZeroDuration()) {
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(
        easy, CURLOPT_LOW_SPEED_TIME,
        static_cast<long>(std::max<int64_t>(1, absl::ToInt64Seconds(request.stall_timeout))));
  }
  if (!request.ca_bundle.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, request.ca_bundle.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  if (!request.resolve.empty()) resolve.Add(request.resolve);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, resolve.list);
  for (const std::string& line : request.connect_to) connect_to.Add(line);
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connect_to.list);
  if (request.open_socket) {
    curl_easy_setopt(easy, CURLOPT_IPRESOLVE, CURL_IPRESOLVE_V4);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &request);
  }
}

void ConfigureMessage(CURL* easy, const Request& request, Sender& sender, Receiver& receiver,
                      HeaderList& headers) {
  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || sender.size() > 0) {
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(sender.size()));
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBuffer);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Sender::Read);
    curl_easy_setopt(easy, CURLOPT_READDATA, &sender);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Sender::Seek);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, &sender);
    headers.Add("Expect:");
  }
  for (const auto& [name, value] : request.headers) headers.Add(Concat(name, ": ", value));
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.list);
  receiver.body_limit = request.body_limit;
  receiver.request = &request;
  receiver.easy = easy;
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Receiver::Body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiver);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Receiver::Header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &receiver);
}

}  // namespace

struct Client::State {
  State() {
    static const bool initialised = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    (void)initialised;
    multi = curl_multi_init();
    easy = curl_easy_init();
  }
  ~State() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Runs the transfer to its end; absent when stopped.
  std::optional<CURLcode> Perform(std::stop_token stop, const std::function<void()>& tick) {
    const std::stop_callback wake(stop, [&] { curl_multi_wakeup(multi); });
    absl::Duration next_tick = SystemClock().Monotonic() + kTickEvery;
    int running = 1;
    while (true) {
      if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg == CURLMSG_DONE) return message->data.result;
      }
      if (stop.stop_requested()) return std::nullopt;
      if (tick && SystemClock().Monotonic() >= next_tick) {
        next_tick = SystemClock().Monotonic() + kTickEvery;
        tick();
      }
      curl_multi_poll(multi, nullptr, 0, kPollMilliseconds, nullptr);
    }
  }

  CURLM* multi;
  CURL* easy;
};

Client::Client() : state_(std::make_unique<State>()) {}
Client::~Client() = default;

Response Client::Send(const Request& request, std::stop_token stop,
                      const std::function<void()>& tick) {
  Receiver receiver;
  Response& response = receiver.response;
  Sender sender(request);
  if (state_->multi == nullptr || state_->easy == nullptr || !sender.problem().empty()) {
    response.failure = Failure::kOther;
    response.words = sender.problem().empty() ? "no memory for a request" : sender.problem();
    return response;
  }
  CURL* easy = state_->easy;
  curl_easy_reset(easy);
  HeaderList resolve, connect_to, headers;
  std::array<char, CURL_ERROR_SIZE> error = {};
  ConfigureConnection(easy, request, resolve, connect_to);
  ConfigureMessage(easy, request, sender, receiver, headers);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error.data());
  const absl::Duration started = SystemClock().Monotonic();
  std::optional<CURLcode> code = CURLE_FAILED_INIT;
  if (curl_multi_add_handle(state_->multi, easy) == CURLM_OK) {
    code = state_->Perform(stop, tick);
    curl_multi_remove_handle(state_->multi, easy);
  }
  response.took = SystemClock().Monotonic() - started;
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  if (!code) {
    response.failure = Failure::kStopped;
  } else if (receiver.too_large) {
    response.failure = Failure::kTooLarge;
    response.words = "the body is larger than the limit";
  } else if (receiver.refused) {
    response.failure = Failure::kOther;
    response.words = "the body could not be taken";
  } else if (!sender.problem().empty()) {
    response.failure = Failure::kOther;
    response.words = sender.problem();
  } else if (*code != CURLE_OK) {
    response.failure = FailureOf(*code, easy);
    response.words = error[0] != '\0' ? error.data() : curl_easy_strerror(*code);
  }
  curl_easy_reset(easy);
  return response;
}

}  // namespace release::http
