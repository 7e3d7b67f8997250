#include "tools/image/build/outward_instructions.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "tools/base/text.h"
#include "tools/image/build/history.h"
#include "tools/image/dockerfile/ports.h"

namespace release::image {
namespace {

// "8000-8002/UDP" as 8000/udp, 8001/udp, 8002/udp. Nothing when it is no port.
std::optional<std::vector<std::string>> Ports(std::string_view word) {
  // A variable is left only if its value has a dollar, which MayBePort() would let pass.
  if (!MayBePort(word) || word.find('$') != std::string_view::npos) return std::nullopt;
  word.remove_prefix(word.rfind(':') + 1);
  const size_t slash = word.find('/');
  std::string protocol = "tcp";
  if (slash != std::string_view::npos) {
    if (slash + 1 < word.size()) protocol = absl::AsciiStrToLower(AbslView(word.substr(slash + 1)));
    word = word.substr(0, slash);
  }
  const size_t dash = word.find('-');
  int first = 0;
  int last = 0;
  if (!absl::SimpleAtoi(AbslView(word.substr(0, dash)), &first)) return std::nullopt;
  last = first;
  if (dash != std::string_view::npos && !absl::SimpleAtoi(AbslView(word.substr(dash + 1)), &last)) {
    return std::nullopt;
  }
  std::vector<std::string> ports;
  for (int port = first; port <= last; ++port) ports.push_back(Concat(port, "/", protocol));
  return ports;
}

}  // namespace

absl::Status ApplyExpose(const Step& step) {
  std::vector<std::string> all;
  for (const std::string& argument : step.instruction.arguments) {
    absl::StatusOr<std::vector<std::string>> words = step.Words(argument);
    if (!words.ok()) return words.status();
    for (const std::string& word : *words) {
      std::optional<std::vector<std::string>> ports = Ports(word);
      if (!ports.has_value()) {
        return step.Refuse(argument,
                           {"IMAGE-PORT", Concat("`", word, "` is not a port"),
                            "a port is 1 to 65535 or a range, then /tcp, /udp or /sctp or nothing",
                            "write for example `EXPOSE 8080/tcp`"});
      }
      for (std::string& port : *ports) all.push_back(std::move(port));
    }
  }
  step.stage.image.config.exposed_ports.insert(all.begin(), all.end());
  step.stage.Record(Concat("EXPOSE ", PlainList(all)));
  return absl::OkStatus();
}

absl::Status ApplyVolume(const Step& step) {
  std::vector<std::string> volumes;
  for (const std::string& argument : step.instruction.arguments) {
    absl::StatusOr<std::string> volume = step.Word(argument);
    if (!volume.ok()) return volume.status();
    if (volume->empty()) {
      return step.Refuse(argument, {"IMAGE-VOLUME", Concat("`", argument, "` is no path"),
                                    "nothing is left of it after expansion", "write a path"});
    }
    volumes.push_back(*std::move(volume));
  }
  step.stage.image.config.volumes.insert(volumes.begin(), volumes.end());
  step.stage.Record(Concat("VOLUME ", PlainList(volumes)));
  return absl::OkStatus();
}

}  // namespace release::image
