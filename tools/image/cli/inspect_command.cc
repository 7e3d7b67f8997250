#include "tools/image/cli/inspect_command.h"

#include <iostream>
#include <memory>
#include <string>

#include "nlohmann/json.hpp"
#include "tools/image/cli/exit_code.h"
#include "tools/image/cli/layout_argument.h"
#include "tools/image/cli/report.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/image_config.h"

namespace release::image {
namespace {

using nlohmann::ordered_json;

// What an image is, in the order in which people ask.
ordered_json Report(const LayoutImage& found) {
  const Image& image = found.image;
  ordered_json layers = ordered_json::array();
  for (const ImageLayer& layer : image.layers) {
    layers.push_back(ordered_json{{"digest", DigestText(layer.blob.digest)},
                                  {"diff_id", DigestText(layer.diff_id)},
                                  {"size", layer.blob.size},
                                  {"media_type", layer.blob.media_type}});
  }
  const nlohmann::json config = ToJson(image.config);
  ordered_json report{{"digest", DigestText(image.pin.digest)},
                      {"image_id", DigestText(image.config_blob.digest)},
                      {"name", found.ref},
                      {"platform", image.config.os + "/" + image.config.architecture}};
  report["created"] = config.value("created", nlohmann::json());
  report["config"] = config.value("config", nlohmann::json::object());
  report["layers"] = std::move(layers);
  report["history"] = config.value("history", nlohmann::json::array());
  return report;
}

}  // namespace

void AddInspectCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("inspect", "show digest, config, layers and history");
  const auto argument = std::make_shared<LayoutArgument>();
  AddLayoutArgument(*command, *argument);
  command->callback([argument, &exit_code] {
    const absl::StatusOr<LayoutImage> found = ReadImage(*argument);
    if (!found.ok()) {
      exit_code = Fail(found.status());
      return;
    }
    std::cout << Report(*found).dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
  });
}

}  // namespace release::image
