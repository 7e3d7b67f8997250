#include <optional>
#include <string>

#include "plugins/lib/health/explain.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

// The generation to compare: where Worker and container disagree, the one that is not as expected.
uint64_t GenerationOf(const Expectation& expected, const http::Response& response) {
  const uint64_t marked = HeaderGeneration(response);
  if (marked != 0 && marked != expected.release.generation) return marked;
  return IdentityOf(response).generation;
}

Explanation Wrong(std::string_view code, const std::string& url, const std::string& name,
                  const std::string& seen, const std::string& want) {
  return {
      code, Sight::kWrong,
      Concat(url, " answers with the ", name, " ", seen.empty() ? "unsaid" : seen, ", not ", want),
      "the generation is right and what runs in it is not what was deployed",
      "find out who deploys beside this release, then run the release again"};
}

}  // namespace

std::optional<Explanation> ExplainGeneration(const Expectation& expected,
                                             const http::Response& response) {
  const uint64_t want = expected.release.generation;
  const uint64_t seen = GenerationOf(expected, response);
  if (want == 0 || seen == 0 || seen == want) return std::nullopt;
  if (seen > want) {
    return Explanation{"NEWER-GENERATION", Sight::kUnseen,
                       Concat("generation ", seen, " answers at ", expected.url, ", not ", want),
                       "a later release has overtaken this one",
                       "nothing of this release is live; look at the later one"};
  }
  return Explanation{
      "OLD-GENERATION", Sight::kOld,
      Concat("generation ", seen, " still answers at ", expected.url, ", not ", want),
      "the new release was deployed and requests do not reach it",
      "look at the rollout of the container and at the Worker's deployments"};
}

std::optional<Explanation> ExplainRelease(const Expectation& expected,
                                          const http::Response& response) {
  const Identity& want = expected.release;
  const Identity seen = IdentityOf(response);
  if (want.generation != 0 && seen.generation == 0) {
    return Explanation{"UNMARKED", Sight::kWrong,
                       Concat(expected.url, " answers without its generation"),
                       "neither `generation` in the body nor x-spectral-generation in the headers",
                       "check that the URL is the health check of the deployed service"};
  }
  if (!want.image_digest.empty() && seen.image_digest != want.image_digest) {
    return Wrong("IMAGE", expected.url, "image", seen.image_digest, want.image_digest);
  }
  if (!want.revision.empty() && seen.revision != want.revision) {
    return Wrong("REVISION", expected.url, "revision", seen.revision, want.revision);
  }
  return std::nullopt;
}

}  // namespace release::health
