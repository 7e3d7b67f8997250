#include "plugins/lib/oci/push.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

constexpr std::chrono::milliseconds kReportEvery(200);

// Runs `work` for each index on a few threads. The first failure stops the others.
class Workers {
 public:
  using Work = std::function<absl::Status(size_t index, http::Client& client, std::stop_token)>;

  absl::Status Run(size_t count, int connections, std::stop_token outer, const Work& work,
                   const std::function<void()>& tick) {
    const std::stop_callback pass_on(outer, [this] { stop_.request_stop(); });
    std::vector<std::jthread> threads;
    const size_t wanted = std::min(count, static_cast<size_t>(std::max(1, connections)));
    running_ = wanted;
    for (size_t i = 0; i < wanted; ++i) {
      threads.emplace_back([&, count] { Serve(count, work); });
    }
    std::unique_lock<std::mutex> lock(mutex_);
    while (running_ > 0) {
      ended_.wait_for(lock, kReportEvery);
      lock.unlock();
      if (tick) tick();
      lock.lock();
    }
    return failure_;
  }

 private:
  void Serve(size_t count, const Work& work) {
    http::Client client;
    absl::Status status;
    for (size_t index = next_++; index < count && status.ok(); index = next_++) {
      if (stop_.stop_requested()) {
        status = absl::CancelledError("stopped while pushing");
      } else {
        status = work(index, client, stop_.get_token());
      }
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!status.ok()) {
      // What stopped the others is the cause; what they say then is not.
      if (failure_.ok()) failure_ = status;
      stop_.request_stop();
    }
    --running_;
    ended_.notify_all();
  }

  std::stop_source stop_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  size_t running_ = 0;
  absl::Status failure_;
};

std::string ManifestPath(const Image& image) { return Concat("/manifests/", image.digest); }

absl::StatusOr<bool> HasManifest(const Image& image, Registry& registry, http::Client& client,
                                 const Patience& patience, std::stop_token stop) {
  http::Request request{.url = ManifestPath(image), .method = "HEAD"};
  request.headers = {{"Accept", image.media_type}};
  absl::StatusOr<http::Response> response =
      SendPatiently(registry, client, request, patience, stop);
  if (!response.ok()) return response.status();
  if (response->status == 200) return true;
  if (response->status == 404) return false;
  return UnexpectedAnswer("to say whether it has the manifest", *response);
}

absl::Status WrongDigest(const Image& image, std::string_view found) {
  return Diagnose(absl::StatusCode::kDataLoss,
                  {.code = "OCI-PUSH-DIGEST",
                   .what = Concat("the registry has other bytes under ", image.digest),
                   .why = Concat("it says ", found),
                   .fix = "nothing was deployed from it; look for a proxy that changes answers, "
                          "then run the release again"});
}

absl::Status PutManifest(const Image& image, Registry& registry, http::Client& client,
                         const Patience& patience, std::stop_token stop) {
  http::Request request{.url = ManifestPath(image), .method = "PUT"};
  request.headers = {{"Content-Type", image.media_type}};
  request.body = image.manifest;
  absl::StatusOr<http::Response> response =
      SendPatiently(registry, client, request, patience, stop);
  if (!response.ok()) return response.status();
  if (response->status != 201) return UnexpectedAnswer("the manifest", *response);
  const std::string digest = response->Header("docker-content-digest");
  if (!digest.empty() && digest != image.digest) return WrongDigest(image, digest);
  return absl::OkStatus();
}

absl::Status ReadBack(const Image& image, Registry& registry, http::Client& client,
                      const Patience& patience, std::stop_token stop) {
  http::Request request{.url = ManifestPath(image)};
  request.headers = {{"Accept", image.media_type}};
  request.body_limit = 4 << 20;
  absl::StatusOr<http::Response> response =
      SendPatiently(registry, client, request, patience, stop);
  if (!response.ok()) return response.status();
  if (response->status != 200) return UnexpectedAnswer("to give the manifest back", *response);
  const std::string found = Concat("sha256:", DigestOf(response->body).hex());
  return found == image.digest ? absl::OkStatus() : WrongDigest(image, found);
}

}  // namespace

absl::StatusOr<Missing> FindMissing(const Image& image, Registry& registry,
                                    const PushOptions& options, std::stop_token stop) {
  std::vector<char> present(image.blobs.size());
  bool has_manifest = false;
  Workers workers;
  // One more than blobs: the manifest.
  absl::Status asked = workers.Run(
      image.blobs.size() + 1, options.connections, stop,
      [&](size_t index, http::Client& client, std::stop_token inner) -> absl::Status {
        const bool blob = index < image.blobs.size();
        absl::StatusOr<bool> has =
            blob ? HasBlob(registry, client, image.blobs[index], options.patience, inner)
                 : HasManifest(image, registry, client, options.patience, inner);
        if (!has.ok()) return has.status();
        if (blob) {
          present[index] = *has;
        } else {
          has_manifest = *has;
        }
        return absl::OkStatus();
      },
      [&] {
        if (options.progress) options.progress(0, image.BlobBytes());
      });
  if (!asked.ok()) return asked;
  Missing missing{.manifest = !has_manifest};
  for (size_t i = 0; i < image.blobs.size(); ++i) {
    if (present[i]) continue;
    missing.blobs.push_back(image.blobs[i]);
    missing.bytes += image.blobs[i].size;
  }
  return missing;
}

absl::StatusOr<PushReport> Push(const Image& image, Registry& registry, const PushOptions& options,
                                std::stop_token stop) {
  absl::StatusOr<Missing> missing = FindMissing(image, registry, options, stop);
  if (!missing.ok()) return missing.status();
  const uint64_t total = image.BlobBytes();
  std::atomic<int64_t> done = static_cast<int64_t>(total - missing->bytes);
  // The largest first, so that no thread is left alone with it at the end.
  std::sort(missing->blobs.begin(), missing->blobs.end(),
            [](const Blob& a, const Blob& b) { return a.size > b.size; });
  const auto report = [&] {
    if (options.progress) {
      options.progress(static_cast<uint64_t>(std::max<int64_t>(0, done.load())), total);
    }
  };
  Workers uploads;
  absl::Status sent = uploads.Run(
      missing->blobs.size(), options.connections, stop,
      [&](size_t index, http::Client& client, std::stop_token inner) {
        return UploadBlob(
            registry, client, missing->blobs[index], options.patience,
            [&](int64_t more) { done += more; }, inner);
      },
      report);
  if (!sent.ok()) return sent;
  Workers last;
  absl::Status closed = last.Run(
      1, 1, stop,
      [&](size_t, http::Client& client, std::stop_token inner) {
        absl::Status put = missing->manifest
                               ? PutManifest(image, registry, client, options.patience, inner)
                               : absl::OkStatus();
        return put.ok() ? ReadBack(image, registry, client, options.patience, inner) : put;
      },
      report);
  if (!closed.ok()) return closed;
  report();
  return PushReport{.blobs_sent = static_cast<int>(missing->blobs.size()),
                    .blobs_present = static_cast<int>(image.blobs.size() - missing->blobs.size()),
                    .bytes_sent = missing->bytes,
                    .manifest_sent = missing->manifest,
                    .renewals = registry.renewals()};
}

}  // namespace release::oci
