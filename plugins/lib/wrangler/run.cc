#include "plugins/lib/wrangler/run.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::wrangler {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(3);
constexpr int kPollMilliseconds = 100;
constexpr size_t kMaxLine = 64 << 10;
constexpr size_t kMaxLines = 200;
constexpr char kEvents[] = "/events.ndjson";

// Cuts a stream into lines.
class LineReader {
 public:
  explicit LineReader(FileDescriptor fd) : fd_(std::move(fd)) {
    fcntl(fd_.get(), F_SETFL, fcntl(fd_.get(), F_GETFL) | O_NONBLOCK);
  }
  int fd() const { return open_ ? fd_.get() : -1; }

  template <typename Line>
  void Read(const Line& line) {
    std::array<char, 16384> buffer;
    while (open_) {
      const ssize_t count = read(fd_.get(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) {
        open_ = false;
        if (!rest_.empty()) line(rest_);
        rest_.clear();
        return;
      }
      rest_.append(buffer.data(), static_cast<size_t>(count));
      size_t begin = 0;
      for (size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
        line(rest_.substr(begin, end - begin));
      }
      rest_.erase(0, begin);
      if (rest_.size() > kMaxLine) {
        line(rest_);
        rest_.clear();
      }
    }
  }

 private:
  FileDescriptor fd_;
  bool open_ = true;
  std::string rest_;
};

std::vector<nlohmann::json> EventsIn(const std::string& path) {
  std::vector<nlohmann::json> events;
  const std::string text = ReadFile(path, 4 << 20).value_or("");
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    nlohmann::json event = nlohmann::json::parse(text.substr(begin, end - begin), nullptr, false);
    if (event.is_object()) events.push_back(std::move(event));
    begin = end + 1;
  }
  return events;
}

absl::Status TimedOut(const Run& run) {
  return Diagnose(
      absl::StatusCode::kDeadlineExceeded,
      {.code = "WRANGLER-TIMEOUT",
       .what = Concat("wrangler ", run.arguments.empty() ? "" : run.arguments[0], " did not end"),
       .why = Concat("it was stopped after ", absl::FormatDuration(run.timeout)),
       .fix = "run the release again; it looks first what was done",
       .retry = v1::RETRY_AFTER_OBSERVE});
}

}  // namespace

const nlohmann::json* Ended::Event(std::string_view type) const {
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    const auto found = event->find("type");
    if (found != event->end() && *found == std::string(type)) return &*event;
  }
  return nullptr;
}

std::map<std::string, std::string> EnvironmentOf(const Account& account, const Scratch& scratch) {
  std::map<std::string, std::string> environment = {
      {"CI", "1"},
      {"CLOUDFLARE_ACCOUNT_ID", account.id},
      {"CLOUDFLARE_API_TOKEN", std::string(account.token)},
      {"DO_NOT_TRACK", "1"},
      {"HOME", scratch.path()},
      {"LANG", "C.UTF-8"},
      {"NO_COLOR", "1"},
      {"PATH", "/usr/bin:/bin"},
      {"TMPDIR", scratch.path()},
      {"WRANGLER_HIDE_BANNER", "true"},
      {"WRANGLER_LOG_PATH", scratch.path() + "/logs"},
      {"WRANGLER_OUTPUT_FILE_PATH", scratch.path() + kEvents},
      {"WRANGLER_SEND_METRICS", "false"},
  };
  if (!account.api_base.empty()) environment["CLOUDFLARE_API_BASE_URL"] = account.api_base;
  if (!account.ca_bundle.empty()) environment["NODE_EXTRA_CA_CERTS"] = account.ca_bundle;
  return environment;
}

absl::StatusOr<Ended> Execute(const Run& run, const Scratch& scratch, std::stop_token stop) {
  unlink((scratch.path() + kEvents).c_str());
  Command command;
  command.argv = {run.tool.node, run.tool.script};
  command.argv.insert(command.argv.end(), run.arguments.begin(), run.arguments.end());
  command.env = EnvironmentOf(run.account, scratch);
  command.cwd = scratch.path();
  command.out = Stdio::kPipe;
  command.err = Stdio::kPipe;
  absl::StatusOr<Process> process = Process::Start(command);
  if (!process.ok()) return process.status();
  LineReader out(process->TakeStdout());
  LineReader err(process->TakeStderr());
  Ended ended;
  const auto take = [&](const std::string& line) {
    if (run.on_line) run.on_line(line);
    if (ended.lines.size() == kMaxLines) ended.lines.erase(ended.lines.begin());
    ended.lines.push_back(line);
  };
  const absl::Duration deadline = SystemClock().Monotonic() + run.timeout;
  std::optional<Exit> exit;
  while (!exit) {
    std::array<pollfd, 3> waits = {pollfd{out.fd(), POLLIN, 0}, pollfd{err.fd(), POLLIN, 0},
                                   pollfd{process->pidfd(), POLLIN, 0}};
    poll(waits.data(), waits.size(), kPollMilliseconds);
    out.Read(take);
    err.Read(take);
    exit = process->WaitFor(absl::ZeroDuration());
    if (run.tick) run.tick();
    if (exit) break;
    const bool late = SystemClock().Monotonic() > deadline;
    if (!late && !stop.stop_requested()) continue;
    process->Terminate(kGrace);
    if (stop.stop_requested()) return absl::CancelledError("stopped while wrangler ran");
    return TimedOut(run);
  }
  process->SignalGroup(SIGKILL);
  out.Read(take);
  err.Read(take);
  ended.exit = *exit;
  ended.events = EventsIn(scratch.path() + kEvents);
  return ended;
}

}  // namespace release::wrangler
