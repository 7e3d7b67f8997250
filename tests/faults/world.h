// What must be true of the world after a release, however it went.
#ifndef RELEASE_TESTS_FAULTS_WORLD_H_
#define RELEASE_TESTS_FAULTS_WORLD_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace release::faults {

// Reads it from what the vendors answered in a whole run that changed nothing, `lines` of the
// request log: nothing was written; one custom domain, one rule of ours, one application, the
// bucket, three projects, and no DNS record twice. Adds sentences to `wrong`.
void CheckWorld(const std::vector<nlohmann::json>& lines, std::vector<std::string>& wrong);

}  // namespace release::faults

#endif  // RELEASE_TESTS_FAULTS_WORLD_H_
