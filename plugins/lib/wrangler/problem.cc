#include "plugins/lib/wrangler/problem.h"

#include <algorithm>
#include <string>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::wrangler {
namespace {

constexpr size_t kEvidenceLines = 20;
constexpr size_t kEvidenceLine = 500;

// The first row with a mark in wrangler's words decides, so the more special stand first.
struct Row {
  const char* marks[9];  // ends with null
  const char* code;
  const char* why;
  const char* fix;
  v1::Retry retry;
};

constexpr Row kRows[] = {
    {{"requires at least Node.js", nullptr},
     "WRANGLER-NODE",
     "wrangler needs a newer Node",
     "use the Node of @npm_node, as the artifact `wrangler` does",
     v1::RETRY_NEVER},
    {{"Cannot find module", "MODULE_NOT_FOUND", nullptr},
     "WRANGLER-MISSING",
     "a package of wrangler's tree is not there",
     "edge packages are installed from a lock of their own (`--ignore-workspace`): "
     "`tools/bazel build @npm_wrangler//:wrangler` fetches the tree again",
     v1::RETRY_NEVER},
    {{"[code: 100116]", "[code: 100117]", "already in use by Worker",
      "already has externally managed DNS", nullptr},
     "WRANGLER-HOSTNAME-CONFLICT",
     "the host name belongs to another Worker or to a DNS record of somebody's",
     "release that Worker or record from the name in the dashboard, or choose another name",
     v1::RETRY_NEVER},
    {{"SURPASSED_TOTAL_LIMITS", "SURPASSED_BASE_LIMITS", nullptr},
     "WRANGLER-CONTAINER-LIMIT",
     "the account's containers are used up",
     "lower `max_instances` or raise the account's limit",
     v1::RETRY_NEVER},
    {{"ate limit", "ate-limit", "[code: 10429]", "[code: 971]", "Too Many Requests", " 429",
      "\"Retry-After\" header", nullptr},
     "WRANGLER-RATE-LIMIT",
     "the API's rate limit is used up; its window is five minutes",
     "wait five minutes, then run the release again",
     v1::RETRY_AFTER_OBSERVE},
    {{"8000013", "Failed to upload files", nullptr},
     "WRANGLER-UPLOAD",
     "the files of a site did not all arrive, or the token for uploads expired meanwhile",
     "run the release again: what has arrived is not sent again",
     v1::RETRY_AFTER_OBSERVE},
    {{"[code: 10000]", "[code: 9109]", "Authentication error", "Unauthorized", "Forbidden",
      "Invalid API Token", "Authentication failed", nullptr},
     "WRANGLER-AUTH",
     "the token is not valid, is of another account, or may not do this; containers need their own "
     "permission",
     "give the token the permissions that the step's README lists, for this account",
     v1::RETRY_NEVER},
    {{"[code: 10079]", nullptr},
     "WRANGLER-MIGRATION-TAG",
     "the answer to an upload was lost and wrangler sent its migrations again",
     "run the release again: wrangler reads the tag first",
     v1::RETRY_AFTER_OBSERVE},
    {{"[code: 10214]", "[code: 10215]", nullptr},
     "WRANGLER-SECRET-UNDEPLOYED",
     "the newest version of the Worker is not deployed",
     "run the release again: it deploys code and secrets as one version",
     v1::RETRY_NEVER},
    {{"VALIDATE_INPUT", "DURABLE_OBJECT_ALREADY_HAS_APPLICATION",
      "DURABLE_OBJECT_NOT_CONTAINER_ENABLED", "IMAGE_REGISTRY_NOT_CONFIGURED",
      "creating application", "modifying application", "updating application", nullptr},
     "WRANGLER-CONTAINER",
     "the container application was refused",
     "read the API's words below. The Worker's script may be live already; the same command goes "
     "on from here",
     v1::RETRY_AFTER_OBSERVE},
    {{"[code: 10021]", "Uncaught ", nullptr},
     "WRANGLER-SCRIPT",
     "the script does not start or its bindings are wrong",
     "mend the Worker's code; nothing of it is live",
     v1::RETRY_NEVER},
    {{"[code: 10007]", "[code: 10090]", "[code: 8000007]", "[code: 7003]", nullptr},
     "WRANGLER-NOT-FOUND",
     "the account, Worker, project or zone is not there for this token",
     "check the account id and the names in infra/environments.toml",
     v1::RETRY_NEVER},
    {{"fetch failed", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT",
      "malformed response", "self-signed certificate", nullptr},
     "WRANGLER-UNREACHABLE",
     "no usable answer from the API; whether it did its work is not known",
     "run the release again; it looks first what was done",
     v1::RETRY_AFTER_OBSERVE},
    {{"Internal Server Error", "Service Unavailable", "Bad Gateway", "[code: 7000]", nullptr},
     "WRANGLER-SERVER",
     "the API failed",
     "run the release again in a while; it looks first what was done",
     v1::RETRY_AFTER_OBSERVE},
};

const Row* RowOf(const std::string& words) {
  for (const Row& row : kRows) {
    for (const char* const* mark = row.marks; *mark != nullptr; ++mark) {
      if (words.find(*mark) != std::string::npos) return &row;
    }
  }
  return nullptr;
}

// From the first line that tells of an error; before it stand bindings and names of variables.
std::vector<std::string> ErrorLines(const std::vector<std::string>& lines) {
  auto first = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("ERROR") != std::string::npos || line.find("rror:") != std::string::npos ||
           line.find("ailed") != std::string::npos;
  });
  if (first == lines.end()) first = lines.begin();
  return {first, lines.end()};
}

}  // namespace

absl::Status ProblemOf(const Ended& ended, std::string_view doing) {
  if (ended.exit.Success()) return absl::OkStatus();
  const std::vector<std::string> lines = ErrorLines(ended.lines);
  std::string words;
  for (const std::string& line : lines) AppendTo(words, line, "\n");
  v1::Diagnosis diagnosis;
  diagnosis.set_what(Concat("wrangler failed while ", doing));
  if (ended.exit.signalled) {
    diagnosis.set_code("WRANGLER-KILLED");
    diagnosis.set_why(Concat("it was ", ended.exit.ToString()));
    diagnosis.set_fix("run the release again; it looks first what was done");
    diagnosis.set_retry(v1::RETRY_AFTER_OBSERVE);
  } else if (const Row* row = RowOf(words)) {
    diagnosis.set_code(row->code);
    diagnosis.set_why(row->why);
    diagnosis.set_fix(row->fix);
    diagnosis.set_retry(row->retry);
  } else {
    diagnosis.set_code("WRANGLER-FAILED");
    diagnosis.set_why(ended.exit.ToString());
    diagnosis.set_fix("read wrangler's words below; the same command goes on from here");
    diagnosis.set_retry(v1::RETRY_NEVER);
  }
  const size_t skipped = lines.size() > kEvidenceLines ? lines.size() - kEvidenceLines : 0;
  for (size_t i = skipped; i < lines.size(); ++i) {
    const std::string line = PrintableLine(lines[i], kEvidenceLine);
    if (!line.empty()) diagnosis.add_evidence(line);
  }
  return DiagnosisStatus(absl::StatusCode::kUnavailable, std::move(diagnosis));
}

}  // namespace release::wrangler
