#include "tools/localcloud/engine/docker_request.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/json_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kIngressFlag[] = "--http-ingress-address";
constexpr char kOfContainer[] = "container:";

absl::Status BadBody(const char* why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "CLOUD-CONTAINER-BODY",
                   .what = "this is no description of a container",
                   .why = why,
                   .fix = "send what the Docker Engine API says of /containers/create"});
}

std::vector<std::string> Strings(const json& array) {
  std::vector<std::string> result;
  if (!array.is_array()) return result;
  for (const json& each : array) {
    if (each.is_string()) result.push_back(each.get<std::string>());
  }
  return result;
}

}  // namespace

absl::StatusOr<NewContainer> DescribedContainer(const HttpRequest& request) {
  NewContainer container;
  container.name = request.Query("name").value_or("");
  const json body = JsonOrNull(request.body);
  if (!body.is_object()) return BadBody("it is no JSON object");
  const json image = body.value("Image", json());
  if (container.name.empty() || !image.is_string()) return BadBody("it lacks a name or an image");
  const std::vector<std::string> cmd = Strings(body.value("Cmd", json()));
  const bool ingress = std::find(cmd.begin(), cmd.end(), kIngressFlag) != cmd.end();
  if (ingress) return container;
  container.application = image.get<std::string>();
  if (container.application.empty()) return BadBody("its image has no name");
  if (!cmd.empty()) container.cmd = cmd;
  for (const std::string& entry : Strings(body.value("Env", json()))) {
    const size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) return BadBody("a variable has no name");
    container.env[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  const json host = body.value("HostConfig", json::object());
  const json network = host.is_object() ? host.value("NetworkMode", json()) : json();
  if (network.is_string()) {
    const std::string mode = network.get<std::string>();
    if (mode.starts_with(kOfContainer)) container.ingress = mode.substr(sizeof kOfContainer - 1);
  }
  return container;
}

int SignalOf(std::string_view name) {
  int number = 0;
  if (absl::SimpleAtoi(AbslView(name), &number)) return number > 0 && number < 32 ? number : 0;
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (int signal = 1; signal < 32; ++signal) {
    const char* word = sigabbrev_np(signal);
    if (word != nullptr && name == word) return signal;
  }
  return 0;
}

std::optional<uint16_t> PortOfConnect(std::string_view target) {
  const size_t colon = target.rfind(':');
  int port = 0;
  if (colon == std::string_view::npos ||
      !absl::SimpleAtoi(AbslView(target.substr(colon + 1)), &port)) {
    return std::nullopt;
  }
  if (port < 1 || port > 65535) return std::nullopt;
  return static_cast<uint16_t>(port);
}

}  // namespace release::cloud
