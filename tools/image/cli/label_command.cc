#include "tools/image/cli/label_command.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/cli/arguments.h"
#include "tools/image/cli/exit_code.h"
#include "tools/image/cli/layout_argument.h"
#include "tools/image/cli/report.h"
#include "tools/image/cli/status_values.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/descriptor.h"
#include "tools/image/oci/layout_writer.h"

namespace release::image {
namespace {

struct Flags {
  LayoutArgument from;
  std::string output;
  std::string digest_file;
  std::string status;
  std::vector<std::string> labels;
};

absl::Status SetLabels(const Flags& flags, std::map<std::string, std::string>& labels) {
  StatusValues values;
  if (!flags.status.empty()) {
    const absl::StatusOr<std::string> text = ReadFile(flags.status, 1 << 20);
    if (!text.ok()) return text.status();
    values = ParseStatus(*text);
  }
  for (const std::string& label : flags.labels) {
    const auto pair = SplitAtEquals("set", label);
    if (!pair.ok()) return pair.status();
    // Without a status file, braces are braces.
    absl::StatusOr<std::string> value = flags.status.empty()
                                            ? absl::StatusOr<std::string>(pair->second)
                                            : FillIn(pair->second, values);
    if (!value.ok()) return value.status();
    labels[pair->first] = *std::move(value);
  }
  return absl::OkStatus();
}

absl::Status Label(const Flags& flags) {
  absl::StatusOr<LayoutImage> from = ReadImage(flags.from);
  if (!from.ok()) return from.status();
  ImageConfig config = std::move(from->image.config);
  if (absl::Status set = SetLabels(flags, config.config.labels); !set.ok()) return set;
  absl::StatusOr<LayoutWriter> writer = LayoutWriter::Create(flags.output);
  if (!writer.ok()) return writer.status();
  for (const ImageLayer& layer : from->image.layers) {
    if (absl::Status added = writer->AddLayerOf(layer); !added.ok()) return added;
  }
  const absl::StatusOr<Image> image = writer->Finish(std::move(config), from->ref);
  if (!image.ok()) return image.status();
  if (flags.digest_file.empty()) return absl::OkStatus();
  return WriteNewFile(flags.digest_file, DigestText(image->pin.digest) + "\n");
}

}  // namespace

void AddLabelCommand(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("label", "put labels on an image: a new configuration, the same layers");
  const auto flags = std::make_shared<Flags>();
  AddLayoutArgument(*command, flags->from);
  command->add_option("OUTPUT", flags->output, "directory of the new layout, new or empty")
      ->required();
  command
      ->add_option("--set", flags->labels,
                   "NAME=VALUE; with --status, {KEY} in VALUE is replaced by the key's value")
      ->required()
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--status", flags->status, "file of `KEY value`, one a line");
  command->add_option("--digest-file", flags->digest_file, "file for the new manifest's digest");
  command->callback([flags, &exit_code] {
    const absl::Status done = Label(*flags);
    exit_code = done.ok() ? kDone : Fail(done);
  });
}

}  // namespace release::image
