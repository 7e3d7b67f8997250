#include "tools/localcloud/engine/registry_client.h"

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

using UnixStream = beast::basic_stream<asio::local::stream_protocol>;
using Request = http::request<http::empty_body>;

constexpr std::chrono::seconds kSilence{30};  // between two pieces of an answer
constexpr uint64_t kLargestManifest = 4 << 20;
constexpr char kManifestTypes[] =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

template <typename Body>
asio::awaitable<beast::error_code> Exchange(const std::string& path, const Request& request,
                                            http::response_parser<Body>& parser) {
  UnixStream stream(co_await asio::this_coro::executor);
  stream.expires_after(kSilence);
  auto [connect_error] =
      co_await stream.async_connect(asio::local::stream_protocol::endpoint(path), kAwait);
  if (connect_error) co_return connect_error;
  auto [write_error, written] = co_await http::async_write(stream, request, kAwait);
  if (write_error) co_return write_error;
  beast::flat_buffer buffer;
  while (!parser.is_done()) {
    stream.expires_after(kSilence);
    auto [error, size] = co_await http::async_read_some(stream, buffer, parser, kAwait);
    if (error) co_return error;
  }
  co_return beast::error_code();
}

// Runs the exchange to its end, or to the stop.
template <typename Body>
absl::Status Perform(const RegistrySource& source, std::stop_token stop, const Request& request,
                     http::response_parser<Body>& parser) {
  if (source.socket.size() > 107) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "CLOUD-REGISTRY-UNREACHABLE",
                     .what = Concat("the registry's socket is ", source.socket),
                     .why = "a path of a unix socket has at most 107 bytes",
                     .fix = "choose a shorter directory"});
  }
  asio::io_context io;
  std::optional<beast::error_code> result;
  const std::stop_callback stopping(stop, [&io] { io.stop(); });
  asio::co_spawn(io, Exchange(source.socket, request, parser),
                 [&result](std::exception_ptr, beast::error_code error) { result = error; });
  io.run();
  if (!result.has_value()) return absl::CancelledError("the cloud is being stopped");
  if (!*result) return absl::OkStatus();
  return Diagnose(
      absl::StatusCode::kUnavailable,
      {.code = "CLOUD-REGISTRY-UNREACHABLE",
       .what = Concat("cannot read ", std::string(request.target()), " from ", source.host),
       .why = result->message(),
       .fix = "see the registry's log; it must be up before a container can start",
       .retry = v1::RETRY_BACKOFF});
}

absl::Status CheckStatus(const RegistrySource& source, unsigned status, const std::string& target) {
  if (status == 200) return absl::OkStatus();
  DiagnosisText text{.what = Concat(source.host, " does not give ", target),
                     .why = Concat("it answered ", status)};
  if (status == 404) {
    text.code = "CLOUD-IMAGE-NOT-FOUND";
    text.fix = "push the image first, and name it by the digest that the push printed";
    return Diagnose(absl::StatusCode::kNotFound, std::move(text));
  }
  if (status == 401 || status == 403) {
    text.code = "CLOUD-REGISTRY-DENIED";
    text.fix = "give the engine credentials that may pull";
    return Diagnose(absl::StatusCode::kPermissionDenied, std::move(text));
  }
  text.code = "CLOUD-REGISTRY-ANSWER";
  text.fix = "see the registry's log";
  text.retry = v1::RETRY_BACKOFF;
  return Diagnose(absl::StatusCode::kUnavailable, std::move(text));
}

Request Get(const RegistrySource& source, const std::string& target, const Secret& authorization) {
  Request request(http::verb::get, target, 11);
  request.set(http::field::host, source.host);
  request.keep_alive(false);
  if (!authorization.empty()) {
    const std::string_view value = authorization.Reveal();
    request.set(http::field::authorization, beast::string_view(value.data(), value.size()));
  }
  return request;
}

}  // namespace

RegistryClient::RegistryClient(const RegistrySource& source, std::stop_token stop)
    : source_(source), stop_(std::move(stop)) {}

absl::Status RegistryClient::Authorize(const std::string& repository) {
  if (!source_.credentials) return absl::OkStatus();
  absl::StatusOr<RegistryCredentials> credentials = source_.credentials(repository);
  if (!credentials.ok()) return credentials.status();
  std::string pair = Concat(credentials->username, ":", credentials->password.Reveal());
  authorization_ = Secret::Of("Basic " + absl::Base64Escape(pair));
  WipeString(pair);
  return absl::OkStatus();
}

absl::StatusOr<RegistryClient::Manifest> RegistryClient::GetManifest(const std::string& repository,
                                                                     const std::string& reference) {
  const std::string target = Concat("/v2/", repository, "/manifests/", reference);
  Request request = Get(source_, target, authorization_);
  request.set(http::field::accept, kManifestTypes);
  http::response_parser<http::string_body> parser;
  parser.body_limit(kLargestManifest);
  absl::Status status = Perform(source_, stop_, request, parser);
  if (status.ok()) status = CheckStatus(source_, parser.get().result_int(), target);
  if (!status.ok()) return status;
  return Manifest{.media_type = std::string(parser.get()[http::field::content_type]),
                  .text = std::move(parser.get().body())};
}

absl::Status RegistryClient::GetBlob(const std::string& repository, const std::string& digest,
                                     uint64_t size, const std::string& path) {
  const std::string target = Concat("/v2/", repository, "/blobs/", digest);
  http::response_parser<http::file_body> parser;
  // Room for an answer that is no blob.
  parser.body_limit(std::max<uint64_t>(size, 4096));
  beast::error_code error;
  parser.get().body().open(path.c_str(), beast::file_mode::write_new, error);
  if (error) {
    return DiagnoseErrno(error.value(), {.code = "FILE-UNWRITABLE",
                                         .what = Concat("cannot write ", path),
                                         .fix = "check the free space of the cloud's directory"});
  }
  absl::Status status = Perform(source_, stop_, Get(source_, target, authorization_), parser);
  if (status.ok()) status = CheckStatus(source_, parser.get().result_int(), target);
  return status;
}

}  // namespace release::cloud
