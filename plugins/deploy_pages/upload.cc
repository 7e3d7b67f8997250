#include "plugins/deploy_pages/upload.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"
#include "plugins/lib/wrangler/problem.h"
#include "plugins/lib/wrangler/run.h"
#include "plugins/lib/wrangler/scratch.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

using nlohmann::json;

constexpr char kSite[] = "site";
constexpr size_t kHashDigits = 40;
constexpr std::string_view kDirty = "-dirty";

std::vector<std::string> Arguments(const Context& context, const Wanted& wanted) {
  std::vector<std::string> arguments = {"pages",
                                        "deploy",
                                        kSite,
                                        "--project-name",
                                        wanted.config.project(),
                                        "--branch",
                                        wanted.config.production_branch(),
                                        "--commit-message",
                                        wanted.Message(context.release().generation()),
                                        "--no-bundle"};
  std::string_view revision = context.release().revision();
  const bool dirty = revision.ends_with(kDirty);
  if (dirty) revision.remove_suffix(kDirty.size());
  arguments.push_back(dirty ? "--commit-dirty=true" : "--commit-dirty=false");
  if (revision.size() == kHashDigits) {
    arguments.push_back(Concat("--commit-hash=", revision));
  }
  return arguments;
}

// "Uploading... (3/12)" as progress.
void TellProgress(Context& context, const std::string& key, std::string_view line) {
  const size_t open = line.find("Uploading... (");
  if (open == std::string_view::npos) return;
  const char* const end = line.data() + line.size();
  uint64_t done = 0;
  uint64_t total = 0;
  const auto read = std::from_chars(line.data() + line.find('(', open) + 1, end, done);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != '/') return;
  if (std::from_chars(read.ptr + 1, end, total).ec != std::errc()) return;
  context.Progress(Concat(key, ": uploading files"), done, total);
}

}  // namespace

absl::StatusOr<wrangler::Tool> ToolOf(const Context& context) {
  absl::StatusOr<const v1::Artifact*> artifact = context.Artifact(kWranglerArtifact);
  if (!artifact.ok()) return artifact.status();
  std::string runfiles;
  for (const v1::ArtifactFile& file : (*artifact)->files()) {
    const std::string found = wrangler::RunfilesOf(file.path());
    if (!found.empty()) runfiles = found;
  }
  return wrangler::FindTool(runfiles);
}

absl::StatusOr<std::string> Upload(Context& context, const Settings& settings,
                                   const Uploader& uploader, const Wanted& wanted) {
  absl::StatusOr<SecretView> token = context.Secret(settings.token_secret);
  if (!token.ok()) return token.status();
  absl::StatusOr<wrangler::Scratch> scratch = wrangler::Scratch::Create();
  if (!scratch.ok()) return scratch.status();
  if (absl::Status laid = LayOut(wanted.bundle, Concat(scratch->path(), "/", kSite)); !laid.ok()) {
    return laid;
  }
  wrangler::Run run{.tool = uploader.tool,
                    .account = {.token = token->Reveal(),
                                .id = uploader.account,
                                .api_base = context.rules().api_base(),
                                .ca_bundle = context.rules().ca_bundle()},
                    .arguments = Arguments(context, wanted),
                    .timeout = std::min(absl::Minutes(10), context.TimeLeft())};
  run.on_line = [&](std::string_view line) {
    context.Log(v1::LOG_LEVEL_OUTPUT, Concat(wanted.key, ": ", line));
    TellProgress(context, wanted.key, line);
  };
  run.tick = [&] { context.Progress(Concat(wanted.key, ": wrangler deploys the site")); };
  absl::StatusOr<wrangler::Ended> ended = wrangler::Execute(run, *scratch, context.stop_token());
  if (!ended.ok()) return ended.status();
  absl::Status problem = ProblemOf(*ended, Concat("deploying ", wanted.config.project()));
  if (!problem.ok()) return problem;
  for (const char* type : {"pages-deploy-detailed", "pages-deploy"}) {
    const json* event = ended->Event(type);
    if (event == nullptr) continue;
    const json id = event->value("deployment_id", json());
    if (id.is_string()) return id.get<std::string>();
  }
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "DEPLOY-PAGES-UNTOLD",
                   .what = Concat("wrangler does not say which deployment it made of ",
                                  wanted.config.project()),
                   .why = "it ended well and wrote no event with a deployment's id",
                   .fix = "run the release again; it looks first what was done",
                   .retry = v1::RETRY_AFTER_OBSERVE});
}

}  // namespace release::deploy_pages
