// Where in the Dockerfile an error of the build stands.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_PLACES_H_
#define RELEASE_TOOLS_IMAGE_BUILD_PLACES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// Constant, so thread-safe.
class Places {
 public:
  // `text` is the Dockerfile's and must outlive the object; `file` is its path for messages.
  Places(std::string_view text, const std::string& file) : source_(text, file) {}

  // `status` with the place of `text` in the lines of `instruction`; with that of the whole
  // instruction when `text` is not there as written. A diagnosis that has a file already is left as
  // it is; one of the lexer, which knows the column inside its word, is completed.
  absl::Status At(const Instruction& instruction, std::string_view text,
                  const absl::Status& status) const;

  // A refusal with that place.
  absl::Status Refuse(const Instruction& instruction, std::string_view text, Refusal refusal) const;

  v1::Place Of(const Instruction& instruction, std::string_view text) const;

 private:
  Source source_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_PLACES_H_
