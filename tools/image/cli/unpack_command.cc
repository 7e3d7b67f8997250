#include "tools/image/cli/unpack_command.h"

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/cli/exit_code.h"
#include "tools/image/cli/layout_argument.h"
#include "tools/image/cli/report.h"
#include "tools/image/root/root.h"
#include "tools/image/root/write_root.h"

namespace release::image {
namespace {

struct Flags {
  LayoutArgument from;
  std::string output;
};

absl::Status Unpack(const Flags& flags) {
  const absl::StatusOr<LayoutImage> from = ReadImage(flags.from);
  if (!from.ok()) return from.status();
  const absl::StatusOr<Root> root = Root::OfImage(from->image);
  if (!root.ok()) return root.status();
  std::error_code error;
  std::filesystem::create_directories(flags.output, error);
  if (error) {
    return DiagnoseErrno(error.value(), {.code = "IMAGE-WRITE",
                                         .what = Concat("cannot make ", flags.output),
                                         .why = "the file system said",
                                         .fix = "choose another directory"});
  }
  const absl::StatusOr<WriteRootSummary> written = WriteRoot(*root, flags.output);
  if (!written.ok()) return written.status();
  if (written->owners_left > 0) {
    std::cerr << "note: " << written->owners_left << " of " << written->entries
              << " entries belong to you; giving them to others needs root\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddUnpackCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("unpack", "write an image's root file system to a folder");
  const auto flags = std::make_shared<Flags>();
  AddLayoutArgument(*command, flags->from);
  command->add_option("DIRECTORY", flags->output, "where to, new or empty")->required();
  command->callback([flags, &exit_code] {
    const absl::Status done = Unpack(*flags);
    exit_code = done.ok() ? kDone : Fail(done);
  });
}

}  // namespace release::image
