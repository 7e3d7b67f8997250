// Trees and plans in a few words, for the tests of this folder.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_TESTING_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_TESTING_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/image/context/build_context.h"
#include "tools/image/context/copy_plan.h"

namespace release::image {

// Inputs as "file", "program*", "folder/" and "link->target".
inline std::vector<DeclaredInput> Inputs(const std::vector<std::string>& words) {
  std::vector<DeclaredInput> inputs;
  for (std::string word : words) {
    DeclaredInput input;
    if (const size_t arrow = word.find("->"); arrow != std::string::npos) {
      input.link_target = word.substr(arrow + 2);
      word.erase(arrow);
    }
    input.executable = word.ends_with('*');
    input.directory = word.ends_with('/');
    if (input.executable || input.directory) word.pop_back();
    input.path = word;
    input.source = "/src/" + word;
    inputs.push_back(input);
  }
  return inputs;
}

// A plan as "/d+755 /d/f=644:/src/f /d/l->target": a folder ends in `/`, or in `+` when it is only
// made if it is missing.
inline std::string Shown(const CopyPlan& plan) {
  constexpr std::string_view kDigits = "01234567";
  std::string shown;
  for (const CopyEntry& entry : plan.entries) {
    shown += shown.empty() ? "" : " ";
    shown += entry.path;
    if (entry.kind == NodeKind::kSymlink) {
      shown += "->" + entry.link_target;
      continue;
    }
    const bool folder = entry.kind == NodeKind::kDirectory;
    shown += folder ? (entry.keep_existing ? "+" : "/") : "=";
    for (const uint32_t shift : {6u, 3u, 0u}) shown += kDigits[(entry.mode >> shift) & 7];
    if (!folder) shown += ":" + entry.source;
  }
  return shown;
}

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_TESTING_H_
