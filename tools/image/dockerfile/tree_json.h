// A Dockerfile's tree, and what is wrong with one, as JSON for programs.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_TREE_JSON_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_TREE_JSON_H_

#include <string>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// One object, indented by two, ending in a newline; keys always in this order:
//   escape, directives [{name, value, line}],
//   instructions [{instruction, flags, arguments, json, heredocs [{name, content, expand, chomp}],
//                  first_line, last_line; for ONBUILD also trigger, an instruction}],
//   warnings [{code, what, line}]
// Bytes that are no UTF-8 become U+FFFD.
std::string TreeJson(const Dockerfile& dockerfile);

// {"error": {code, what, why, fix, file, line, column, excerpt}}, of the same shape. `line` and
// `column` are from 1, 0 when the mistake is the whole file's.
std::string ErrorJson(const v1::Diagnosis& diagnosis);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_TREE_JSON_H_
