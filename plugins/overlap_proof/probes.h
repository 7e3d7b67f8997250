// What the product says of its own smoke: how its image is started, and what it must answer.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_PROBES_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_PROBES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"

namespace release::overlap_proof {

// One request and what its answer must be.
struct Probe {
  std::string name = {};
  std::string method = "GET";
  std::string path = {};
  std::map<std::string, std::string> headers = {};
  nlohmann::json body = {};  // null: none
  std::vector<int> status = {200};
  nlohmann::json json = {};  // as Mismatch() takes it; null: the body is of no interest
  absl::Duration within;     // asked again and again until it fits; zero: once
};

struct Probes {
  uint16_t port = 8080;                      // on which the image listens
  absl::Duration start = absl::Seconds(30);  // until it does
  std::map<std::string, std::string> environment = {};
  std::vector<Probe> list = {};
};

// Reads the artifact's JSON (README.md). Errors: INVALID_ARGUMENT OVERLAP-PROBES, with the place in
// it.
absl::StatusOr<Probes> ParseProbes(const std::string& text);

// `text` with `{NAME}` replaced by the values; other braces stay.
std::string Filled(std::string text, const std::map<std::string, std::string>& values);

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_PROBES_H_
