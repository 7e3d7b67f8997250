// What an image is made of, and where it goes.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_BUILD_REQUEST_H_
#define RELEASE_TOOLS_IMAGE_BUILD_BUILD_REQUEST_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/image/build/bases.h"
#include "tools/image/context/build_context.h"
#include "tools/image/expand/lexer.h"
#include "tools/image/expand/predefined_args.h"
#include "tools/image/layer/layer_writer.h"

namespace release::image {

enum class RunMode { kRefused, kSandbox };

struct BuildRequest {
  std::string dockerfile = {};  // path, also for messages
  std::vector<DeclaredInput> inputs = {};
  // A .dockerignore by its path. When empty it is looked for among the inputs: the one beside the
  // Dockerfile, `<Dockerfile>.dockerignore`, before `.dockerignore` of the context.
  std::string ignore_file = {};

  Environment build_args = {};
  std::map<std::string, BaseSource> bases = {};
  std::string target = {};  // name or number of a stage; empty: the last
  Platform platform = {"linux", "amd64", ""};
  std::map<std::string, std::string> labels = {};  // win over those of the Dockerfile

  RunMode run = RunMode::kRefused;
  // What a refused RUN tells its reader to do; empty: the attribute of the rule.
  std::string run_fix = {};

  LayerOptions layers = {};      // its mtime is `epoch`
  int64_t epoch = 0;             // of the image, its history and all files; seconds since 1970
  std::string layer_cache = {};  // a folder that keeps layers for later builds; empty: none

  std::string output = {};          // the layout's directory, new or empty
  std::string digest_file = {};     // "sha256:..." of the manifest; empty: none
  std::string docker_archive = {};  // for `docker load`; empty: none
  // Of the docker-archive; the first is the layout's reference too.
  std::vector<std::string> tags = {};
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_BUILD_REQUEST_H_
