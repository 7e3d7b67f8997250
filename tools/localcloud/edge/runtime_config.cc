#include "tools/localcloud/edge/runtime_config.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/edge/capnp_text.h"

namespace release::cloud {
namespace {

constexpr char kHead[] = "using Workerd = import \"/workerd/workerd.capnp\";\n";

// For the edge's own Workers, and for Functions of which nobody said a date.
constexpr char kOwnDate[] = "2026-11-01";

constexpr char kOutbound[] = R"(export default {
  async fetch(request, env) {
    const { hostname } = new URL(request.url);
    const service = Object.hasOwn(env, hostname) ? env[hostname] : undefined;
    if (service === undefined) {
      return new Response(`localcloud: ${hostname} is no host of this cloud, and nothing else can be reached\n`, { status: 502 });
    }
    try {
      return await service.fetch(request);
    } catch (error) {
      return new Response(`localcloud: ${hostname}: ${error.message}\n`, { status: 502 });
    }
  },
};
)";

// One service a host, because the name that TLS asks for belongs to the service.
std::string HostService(const std::string& host, const OutboundSettings& outbound) {
  return Concat("(name = ", CapnpText("to:" + host),
                ", external = (address = ", CapnpText(outbound.front),
                ", https = (tlsOptions = (trustedCertificates = [embed ",
                CapnpText(outbound.ca_file), "]), certificateHost = ", CapnpText(host), ")))");
}

// The union's member of a module, by its content type; empty for one that cannot be served.
std::string MemberOf(const std::string& content_type) {
  const std::string type = content_type.substr(0, content_type.find(';'));
  if (type == "application/javascript+module") return "esModule";
  if (type == "application/javascript" || type == "text/javascript") return "commonJsModule";
  if (type == "application/wasm") return "wasm";
  if (type == "application/octet-stream") return "data";
  if (type == "application/json") return "json";
  if (type == "text/plain") return "text";
  return "";
}

}  // namespace

std::string RuntimeConfig(const std::string& main, std::vector<std::string> services,
                          const OutboundSettings& outbound) {
  std::vector<std::string> bindings;
  if (!outbound.front.empty()) {
    for (const std::string& host : outbound.hosts) {
      services.push_back(HostService(host, outbound));
      bindings.push_back(
          Concat("(name = ", CapnpText(host), ", service = ", CapnpText("to:" + host), ")"));
    }
  }
  services.push_back(
      Concat("(name = \"outbound\", worker = (modules = [(name = \"outbound.js\", esModule = ",
             CapnpText(kOutbound), ")], compatibilityDate = \"", kOwnDate,
             "\", bindings = ", CapnpList(bindings), "))"));
  // Replaces the service of that name that workerd makes, which reaches every public address.
  services.push_back("(name = \"internet\", network = (allow = []))");
  return Concat(kHead, "const config :Workerd.Config = (\n  services = [\n    ",
                absl::StrJoin(services, ",\n    "),
                "],\n  sockets = [(name = \"http\", address = \"*:0\", service = ", CapnpText(main),
                ", http = (forwardedProtoHeader = \"X-Forwarded-Proto\"))]\n);\n");
}

std::string WorkerService(const std::string& name, const std::string& fields) {
  return Concat("(name = ", CapnpText(name), ", worker = (", fields,
                ", globalOutbound = \"outbound\"))");
}

absl::StatusOr<std::string> ModulesField(const std::vector<DeployedModule>& modules,
                                         const std::string& main_module) {
  std::vector<std::string> entries;
  for (const DeployedModule& module : modules) {
    if (module.content_type == "application/source-map") continue;
    const std::string member = MemberOf(module.content_type);
    const bool first = module.name == main_module;
    if (member.empty() || (first && member != "esModule")) {
      return Diagnose(
          absl::StatusCode::kUnimplemented,
          {.code = "EDGE-MODULE",
           .what = Concat("module ", module.name, " cannot be served"),
           .why =
               Concat("its type is ", module.content_type, ", which the local cloud does not run"),
           .fix = "upload ES modules, with WebAssembly, text, JSON or data beside them"});
    }
    std::string entry = Concat("(name = ", CapnpText(module.name), ", ", member, " = embed ",
                               CapnpText(module.path), ")");
    entries.insert(first ? entries.begin() : entries.end(), std::move(entry));
  }
  return "modules = " + CapnpList(entries);
}

std::string CompatibilityFields(const std::string& date, const std::vector<std::string>& flags) {
  std::vector<std::string> entries;
  for (const std::string& flag : flags) entries.push_back(CapnpText(flag));
  return Concat("compatibilityDate = ", CapnpText(date.empty() ? kOwnDate : date),
                ", compatibilityFlags = ", CapnpList(entries));
}

std::string TextBinding(const std::string& name, const std::string& text) {
  return Concat("(name = ", CapnpText(name), ", text = ", CapnpText(text), ")");
}

std::string JsonBinding(const std::string& name, const std::string& json) {
  return Concat("(name = ", CapnpText(name), ", json = ", CapnpText(json), ")");
}

void AddHostsIn(std::string_view text, std::set<std::string>& hosts) {
  constexpr std::string_view kMark = "://";
  for (size_t at = text.find(kMark); at != text.npos; at = text.find(kMark)) {
    text.remove_prefix(at + kMark.size());
    const auto* end = std::find_if_not(text.begin(), text.end(), [](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-';
    });
    if (end != text.begin()) hosts.insert(std::string(text.begin(), end));
  }
}

}  // namespace release::cloud
