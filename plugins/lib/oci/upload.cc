#include "plugins/lib/oci/upload.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <random>
#include <string>

#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

constexpr absl::Duration kLongestPause = absl::Seconds(10);
constexpr absl::Duration kLongestRetryAfter = absl::Seconds(60);
// While an upload settles after a cut.
constexpr absl::Duration kBetweenAnswers = absl::Milliseconds(100);
constexpr int kMostAnswers = 50;

std::optional<uint64_t> NumberIn(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Pauses between attempts: what the server asks for, else doubling with full jitter.
class Pauses {
 public:
  explicit Pauses(const Patience& patience) : next_(patience.first_pause) {}

  absl::Status Wait(const http::Response& response, std::stop_token stop) {
    absl::Duration pause = next_ * std::uniform_real_distribution<double>(0.5, 1.0)(random_);
    next_ = std::min(next_ * 2, kLongestPause);
    if (const auto seconds = NumberIn(response.Header("retry-after"))) {
      pause = std::min(absl::Seconds(static_cast<int64_t>(*seconds)), kLongestRetryAfter);
    }
    if (SystemClock().SleepFor(pause, stop)) return absl::OkStatus();
    return absl::CancelledError("stopped while pushing");
  }

 private:
  absl::Duration next_;
  std::mt19937_64 random_{std::random_device{}()};
};

bool Passing(const http::Response& response) {
  return response.failure.has_value() || response.status == 429 || response.status >= 500;
}

absl::Status Unreachable(const Registry& registry, const http::Response& response, int attempts) {
  return Diagnose(
      absl::StatusCode::kUnavailable,
      {.code = "OCI-PUSH-UNREACHABLE",
       .what = Concat("the registry ", registry.place().base, " does not answer as it should"),
       .why = Concat("asked ", attempts, " times; at last: ",
                     response.failure
                         ? Concat(http::FailureName(*response.failure), ": ", response.words)
                         : Concat("status ", response.status)),
       .fix = "run the release again; blobs that are there already are not sent again",
       .retry = v1::RETRY_BACKOFF});
}

absl::Status Cancelled() { return absl::CancelledError("stopped while pushing"); }

// An upload that the registry has opened.
struct Upload {
  std::string location;
  uint64_t offset = 0;  // bytes that the registry has
};

// "0-N", the range of what is there. Nothing is written "0-0" by some, or left out.
uint64_t EndOf(const std::string& range) {
  const size_t dash = range.find('-');
  const auto last = dash == std::string::npos ? std::nullopt : NumberIn(range.substr(dash + 1));
  return last && *last > 0 ? *last + 1 : 0;
}

std::string WithDigest(const std::string& location, const std::string& digest) {
  return Concat(location, location.find('?') == std::string::npos ? "?" : "&", "digest=", digest);
}

class Uploader {
 public:
  Uploader(Registry& registry, http::Client& client, const Blob& blob, const Patience& patience,
           const std::function<void(int64_t)>& moved, std::stop_token stop)
      : registry_(registry),
        client_(client),
        blob_(blob),
        patience_(patience),
        moved_(moved),
        stop_(stop) {}

  absl::Status Run() {
    Pauses pauses(patience_);
    int failures = 0;
    std::optional<Upload> upload;
    while (true) {
      if (!upload) {
        absl::StatusOr<Upload> begun = Begin();
        if (!begun.ok()) return begun.status();
        upload = *begun;
        Report(0);
      }
      if (upload->offset >= blob_.size) {
        absl::StatusOr<bool> finished = Finish(*upload);
        if (!finished.ok()) return finished.status();
        if (*finished) return absl::OkStatus();
        upload.reset();
        if (++failures >= patience_.attempts) return GaveUp();
        continue;
      }
      absl::StatusOr<http::Response> sent = SendChunk(*upload);
      if (!sent.ok()) return sent.status();
      if (stop_.stop_requested()) return Cancelled();
      if (!sent->failure && sent->status == 202) {
        failures = 0;
        continue;
      }
      last_ = *sent;
      if (++failures >= patience_.attempts) return GaveUp();
      if (Passing(*sent)) {
        if (absl::Status waited = pauses.Wait(*sent, stop_); !waited.ok()) return waited;
      } else if (sent->status != 404 && sent->status != 416 && sent->status != 400) {
        return UnexpectedAnswer(Concat("uploading ", blob_.digest), *sent);
      }
      absl::StatusOr<std::optional<Upload>> found = Resume(*upload);
      if (!found.ok()) return found.status();
      upload = *found;
      Report(upload ? upload->offset : 0);
    }
  }

 private:
  absl::StatusOr<Upload> Begin() {
    http::Request request{.url = "/blobs/uploads/", .method = "POST"};
    absl::StatusOr<http::Response> response =
        SendPatiently(registry_, client_, request, patience_, stop_);
    if (!response.ok()) return response.status();
    const std::string location = response->Header("location");
    if (response->status != 202 || location.empty()) {
      return UnexpectedAnswer("opening an upload", *response);
    }
    return Upload{.location = location};
  }

  // One PATCH; `upload` moves on when it was accepted.
  absl::StatusOr<http::Response> SendChunk(Upload& upload) {
    const uint64_t size = std::min(patience_.chunk, blob_.size - upload.offset);
    http::Request request{.url = upload.location, .method = "PATCH"};
    request.headers = {{"Content-Type", "application/octet-stream"},
                       {"Content-Range", Concat(upload.offset, "-", upload.offset + size - 1)}};
    if (blob_.path.empty()) {
      request.body = blob_.bytes.substr(upload.offset, size);
    } else {
      request.body_file = {.path = blob_.path, .offset = upload.offset, .size = size};
    }
    request.timeout = absl::InfiniteDuration();
    // Else libcurl begins the whole chunk again by itself when a kept connection is cut.
    request.once = true;
    request.stall_timeout = patience_.stall;
    request.on_sent = [&](uint64_t sent) { Report(upload.offset + sent); };
    absl::StatusOr<http::Response> response = registry_.Send(client_, request, stop_);
    if (response.ok() && !response->failure && response->status == 202) {
      const std::string location = response->Header("location");
      if (!location.empty()) upload.location = location;
      upload.offset += size;
      Report(upload.offset);
    }
    return response;
  }

  // Asks how much is there, until two answers agree: the registry may still be writing what
  // arrived before a cut, and what it says meanwhile is too little. Absent: it does not know, so
  // begin again.
  absl::StatusOr<std::optional<Upload>> Resume(const Upload& upload) {
    absl::StatusOr<std::optional<Upload>> found = AskHowMuch(upload);
    for (int i = 0; i < kMostAnswers && found.ok(); ++i) {
      if (!SystemClock().SleepFor(kBetweenAnswers, stop_)) return Cancelled();
      absl::StatusOr<std::optional<Upload>> again = AskHowMuch(upload);
      const bool agree = again.ok() && again->has_value() == found->has_value() &&
                         (!again->has_value() || (*again)->offset == (*found)->offset);
      found = std::move(again);
      if (agree) break;
    }
    return found;
  }

  absl::StatusOr<std::optional<Upload>> AskHowMuch(const Upload& upload) {
    http::Request request{.url = upload.location};
    absl::StatusOr<http::Response> response =
        SendPatiently(registry_, client_, request, patience_, stop_);
    if (!response.ok()) return response.status();
    if (response->status != 204 && response->status != 200) return std::optional<Upload>();
    const uint64_t there = EndOf(response->Header("range"));
    if (there == 0 || there > blob_.size) return std::optional<Upload>();
    const std::string location = response->Header("location");
    return std::optional<Upload>(
        Upload{.location = location.empty() ? upload.location : location, .offset = there});
  }

  // False when the registry has lost the upload.
  absl::StatusOr<bool> Finish(const Upload& upload) {
    http::Request request{.url = WithDigest(upload.location, blob_.digest), .method = "PUT"};
    request.headers = {{"Content-Type", "application/octet-stream"}};
    absl::StatusOr<http::Response> response =
        SendPatiently(registry_, client_, request, patience_, stop_);
    if (!response.ok()) return response.status();
    if (response->status == 201 || response->status == 204) return true;
    if (response->status == 400 && response->body.find("DIGEST_INVALID") != std::string::npos) {
      return Diagnose(absl::StatusCode::kDataLoss,
                      {.code = "OCI-PUSH-DIGEST",
                       .what = Concat("the registry read other bytes than ", blob_.digest),
                       .why = PrintableLine(response->body, 300),
                       .fix = "build the image again, then run the release again"});
    }
    // The answer to an earlier try may have been lost after the blob was complete.
    absl::StatusOr<bool> there = HasBlob(registry_, client_, blob_, patience_, stop_);
    if (!there.ok() || *there) return there;
    last_ = *response;
    if (response->status == 404 || response->status == 416 || response->status == 400) return false;
    return UnexpectedAnswer(Concat("closing the upload of ", blob_.digest), *response);
  }

  void Report(uint64_t there) {
    if (moved_) moved_(static_cast<int64_t>(there) - static_cast<int64_t>(reported_));
    reported_ = there;
  }

  absl::Status GaveUp() const { return Unreachable(registry_, last_, patience_.attempts); }

  Registry& registry_;
  http::Client& client_;
  const Blob& blob_;
  const Patience& patience_;
  const std::function<void(int64_t)>& moved_;
  const std::stop_token stop_;
  uint64_t reported_ = 0;
  http::Response last_;
};

}  // namespace

absl::Status UnexpectedAnswer(std::string_view doing, const http::Response& response) {
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "OCI-PUSH-ANSWER",
       .what = Concat("the registry refused ", doing),
       .why = Concat("status ", response.status, ": ", PrintableLine(response.body, 300)),
       .fix = "read the registry's words above; when they name a quota, raise it or "
              "delete old images"});
}

absl::StatusOr<http::Response> SendPatiently(Registry& registry, http::Client& client,
                                             const http::Request& request, const Patience& patience,
                                             std::stop_token stop) {
  Pauses pauses(patience);
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<http::Response> response = registry.Send(client, request, stop);
    if (!response.ok()) return response;
    if (stop.stop_requested()) return Cancelled();
    if (!Passing(*response)) return response;
    if (attempt >= patience.attempts) return Unreachable(registry, *response, attempt);
    if (absl::Status waited = pauses.Wait(*response, stop); !waited.ok()) return waited;
  }
}

absl::StatusOr<bool> HasBlob(Registry& registry, http::Client& client, const Blob& blob,
                             const Patience& patience, std::stop_token stop) {
  http::Request request{.url = Concat("/blobs/", blob.digest), .method = "HEAD"};
  absl::StatusOr<http::Response> response =
      SendPatiently(registry, client, request, patience, stop);
  if (!response.ok()) return response.status();
  if (response->status == 200) return true;
  if (response->status == 404) return false;
  return UnexpectedAnswer(Concat("to say whether it has ", blob.digest), *response);
}

absl::Status UploadBlob(Registry& registry, http::Client& client, const Blob& blob,
                        const Patience& patience, const std::function<void(int64_t)>& moved,
                        std::stop_token stop) {
  return Uploader(registry, client, blob, patience, moved, stop).Run();
}

}  // namespace release::oci
