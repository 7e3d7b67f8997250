// An image to a registry: what is missing there, in parallel, and its manifest last.
#ifndef RELEASE_PLUGINS_LIB_OCI_PUSH_H_
#define RELEASE_PLUGINS_LIB_OCI_PUSH_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "plugins/lib/oci/image.h"
#include "plugins/lib/oci/registry.h"
#include "plugins/lib/oci/upload.h"

namespace release::oci {

struct PushOptions {
  int connections = 4;
  Patience patience = {};

  // Bytes that the registry has of the blobs, and all of them. Called a few times a second on the
  // thread of the caller, also when nothing moves.
  std::function<void(uint64_t done, uint64_t total)> progress = {};
};

// What a registry lacks of an image.
struct Missing {
  std::vector<Blob> blobs = {};
  uint64_t bytes = 0;  // of these blobs
  bool manifest = false;

  bool Nothing() const { return blobs.empty() && !manifest; }
};

struct PushReport {
  int blobs_sent = 0;
  int blobs_present = 0;
  uint64_t bytes_sent = 0;  // of blobs that were missing, each counted once
  bool manifest_sent = false;
  int renewals = 0;  // of the credentials
};

// Asks and changes nothing. Errors: those of HasBlob.
absl::StatusOr<Missing> FindMissing(const Image& image, Registry& registry,
                                    const PushOptions& options, std::stop_token stop);

// Pushes what is missing. The manifest is sent when all blobs are there, under its digest, and is
// then read back: a good result means that the registry serves exactly these bytes. The first
// failure stops the other uploads. Safe to repeat. Errors: those of UploadBlob, and OCI-PUSH-DIGEST
// when the registry knows the manifest under another digest.
absl::StatusOr<PushReport> Push(const Image& image, Registry& registry, const PushOptions& options,
                                std::stop_token stop);

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_PUSH_H_
