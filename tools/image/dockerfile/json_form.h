// The JSON ("exec") form of arguments: `["a", "b"]`.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_JSON_FORM_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_JSON_FORM_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

enum class JsonForm {
  kNone,        // no JSON array, so the arguments are in another form
  kStrings,     // an array of strings
  kOtherArray,  // an array with something else in it
};

// Which of the three `text` is; fills `strings` for kStrings.
JsonForm ReadJsonForm(std::string_view text, std::vector<std::string>& strings);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_JSON_FORM_H_
