#include "tools/image/cli/docker_archive_command.h"

#include <memory>
#include <string>
#include <vector>

#include "tools/base/file_descriptor.h"
#include "tools/image/cli/exit_code.h"
#include "tools/image/cli/layout_argument.h"
#include "tools/image/cli/report.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/docker_archive.h"

namespace release::image {
namespace {

struct Flags {
  LayoutArgument from;
  std::string output;
  std::vector<std::string> tags;
};

absl::Status Archive(const Flags& flags) {
  const absl::StatusOr<LayoutImage> from = ReadImage(flags.from);
  if (!from.ok()) return from.status();
  const absl::StatusOr<FileDescriptor> file = NewFile(flags.output);
  if (!file.ok()) return file.status();
  return WriteDockerArchive(from->image, flags.tags, file->get());
}

}  // namespace

void AddDockerArchiveCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("docker-archive", "pack an image for `docker load`");
  const auto flags = std::make_shared<Flags>();
  AddLayoutArgument(*command, flags->from);
  command->add_option("OUTPUT", flags->output, "the archive, a new file")->required();
  command->add_option("--tag", flags->tags, "name of the image, NAME:TAG")
      ->take_all()
      ->allow_extra_args(false);
  command->callback([flags, &exit_code] {
    const absl::Status done = Archive(*flags);
    exit_code = done.ok() ? kDone : Fail(done);
  });
}

}  // namespace release::image
