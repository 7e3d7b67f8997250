#include "tools/coordinator/step_client/output_pump.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "google/protobuf/util/time_util.h"
#include "tools/base/printable.h"

namespace release {

absl::StatusOr<std::unique_ptr<OutputPump>> OutputPump::Start(FileDescriptor out,
                                                              FileDescriptor err, Consume consume) {
  absl::StatusOr<Pipe> stop = MakePipe();
  if (!stop.ok()) return stop.status();
  return std::unique_ptr<OutputPump>(
      new OutputPump(std::move(out), std::move(err), *std::move(stop), std::move(consume)));
}

OutputPump::OutputPump(FileDescriptor out, FileDescriptor err, Pipe stop, Consume consume)
    : sources_{Source{std::move(out), {}}, Source{std::move(err), {}}},
      stop_(std::move(stop)),
      consume_(std::move(consume)),
      thread_([this] { Loop(); }) {}

OutputPump::~OutputPump() { Finish(); }

void OutputPump::Finish() {
  stop_.write_end.Close();
  if (thread_.joinable()) thread_.join();
}

void OutputPump::Loop() {
  bool stopping = false;
  while (sources_[0].fd.valid() || sources_[1].fd.valid()) {
    std::array<pollfd, 3> waits{pollfd{sources_[0].fd.get(), POLLIN, 0},
                                pollfd{sources_[1].fd.get(), POLLIN, 0},
                                pollfd{stopping ? -1 : stop_.read_end.get(), POLLIN, 0}};
    const int ready = poll(waits.data(), waits.size(), stopping ? 0 : -1);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0 || (ready == 0 && stopping)) break;
    stopping = stopping || waits[2].revents != 0;
    for (size_t i = 0; i < sources_.size(); ++i) {
      if (waits[i].revents != 0) Read(sources_[i]);
    }
  }
  for (Source& source : sources_) {
    if (!source.partial.empty()) Give(std::exchange(source.partial, {}));
  }
}

void OutputPump::Read(Source& source) {
  std::array<char, 16 * 1024> buffer;
  const ssize_t got = read(source.fd.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return;
  if (got <= 0) {
    source.fd.Close();
    return;
  }
  Split(std::string_view(buffer.data(), static_cast<size_t>(got)), source.partial);
}

void OutputPump::Split(std::string_view text, std::string& partial) {
  while (!text.empty()) {
    const size_t take = std::min({text.find('\n'), kMaxLogLine - partial.size(), text.size()});
    partial.append(text.substr(0, take));
    text.remove_prefix(take);
    const bool ended = !text.empty() && text.front() == '\n';
    if (ended) text.remove_prefix(1);
    if (ended || partial.size() == kMaxLogLine) Give(std::exchange(partial, {}));
  }
}

void OutputPump::Give(std::string_view text) {
  v1::LogLine line;
  *line.mutable_at() = google::protobuf::util::TimeUtil::GetCurrentTime();
  line.set_level(v1::LOG_LEVEL_OUTPUT);
  line.set_text(PrintableLine(text));
  consume_(std::move(line));
}

}  // namespace release
