#include "tools/localcloud/engine/docker_api.h"

#include <csignal>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/numbers.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/engine/docker_request.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr absl::Duration kStopGrace = absl::Seconds(10);  // Docker's own
constexpr char kIngressPort[] = "39001/tcp";

HttpResponse Json(int status, const json& body) {
  HttpResponse response;
  response.status = status;
  response.headers.Set("Content-Type", "application/json");
  response.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return response;
}

HttpResponse Empty(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

HttpResponse Problem(const absl::Status& problem) {
  int status = 500;
  switch (problem.code()) {
    case absl::StatusCode::kNotFound:
      status = 404;
      break;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      status = 409;
      break;
    case absl::StatusCode::kInvalidArgument:
      status = 400;
      break;
    case absl::StatusCode::kUnavailable:
      status = 503;
      break;
    default:
      break;
  }
  const v1::Diagnosis why = DiagnosisOf(problem);
  return Json(status, {{"message", Concat(why.code(), ": ", why.what(), ": ", why.why())}});
}

const char* StatusWord(InstanceState state) {
  switch (state) {
    case InstanceState::kCreated:
      return "created";
    case InstanceState::kRunning:
      return "running";
    case InstanceState::kEnded:
      return "exited";
  }
  return "dead";
}

}  // namespace

DockerApi::DockerApi(Instances& instances, std::string address)
    : instances_(instances), address_(std::move(address)) {
  Add("GET", "/volumes", &DockerApi::Volumes);
  Add("GET", "/networks/{name}", &DockerApi::Network);
  Add("POST", "/containers/create", &DockerApi::Create);
  Add("POST", "/containers/{name}/start", &DockerApi::Start);
  Add("GET", "/containers/{name}/json", &DockerApi::Inspect);
  Add("POST", "/containers/{name}/stop", &DockerApi::Stop);
  Add("POST", "/containers/{name}/kill", &DockerApi::Kill);
  Add("POST", "/containers/{name}/wait", &DockerApi::Wait);
  Add("DELETE", "/containers/{name}", &DockerApi::Remove);
}

void DockerApi::Add(const char* method, const char* path, Handler handler) {
  router_.Add(method, path);
  handlers_.push_back(handler);
}

HttpResponse DockerApi::Handle(const HttpRequest& request) {
  const std::optional<RouteMatch> match = router_.Match(request.method, request.path());
  if (match.has_value()) {
    const auto name = match->params.find("name");
    return (this->*handlers_[match->index])(request,
                                            name == match->params.end() ? "" : name->second);
  }
  return Json(501, {{"message", Concat("the local cloud's container engine does not know ",
                                       request.method, " ", request.path())}});
}

HttpResponse DockerApi::Volumes(const HttpRequest&, const std::string&) {
  return Json(200, {{"Volumes", json::array()}, {"Warnings", json::array()}});
}

// Where the Worker's runtime listens for what containers send out. Ours send nothing there.
HttpResponse DockerApi::Network(const HttpRequest&, const std::string& name) {
  if (name != "bridge") return Json(404, {{"message", Concat("network ", name, " not found")}});
  return Json(200, {{"Name", name},
                    {"IPAM", {{"Config", {{{"Gateway", address_}, {"Subnet", "127.0.0.0/8"}}}}}}});
}

HttpResponse DockerApi::Create(const HttpRequest& request, const std::string&) {
  absl::StatusOr<NewContainer> container = DescribedContainer(request);
  if (!container.ok()) return Problem(container.status());
  const std::string name = container->name;
  const absl::Status created = instances_.Create(*std::move(container));
  if (!created.ok()) return Problem(created);
  return Json(201, {{"Id", name}, {"Warnings", json::array()}});
}

HttpResponse DockerApi::Start(const HttpRequest&, const std::string& name) {
  const absl::StatusOr<bool> started = instances_.Start(name);
  if (!started.ok()) return Problem(started.status());
  return Empty(*started ? 204 : 304);
}

HttpResponse DockerApi::Inspect(const HttpRequest&, const std::string& name) {
  const absl::StatusOr<InstanceStatus> status = instances_.Inspect(name);
  if (!status.ok()) return Problem(status.status());
  json ports = json::object();
  if (status->ingress_port != 0) {
    ports[kIngressPort] = {
        {{"HostIp", kIngressHost}, {"HostPort", std::to_string(status->ingress_port)}}};
  }
  return Json(200,
              {{"Id", name},
               {"Name", "/" + name},
               {"Image", status->digest},
               {"State",
                {{"Status", StatusWord(status->state)},
                 {"Running", status->state == InstanceState::kRunning},
                 {"OOMKilled", status->out_of_memory},
                 {"ExitCode", status->exit_code}}},
               {"NetworkSettings",
                {{"Ports", ports},
                 {"Networks", {{"bridge", {{"Gateway", address_}, {"IPAddress", address_}}}}}}}});
}

HttpResponse DockerApi::Stop(const HttpRequest& request, const std::string& name) {
  int seconds = 0;
  const bool given = absl::SimpleAtoi(request.Query("t").value_or(""), &seconds) && seconds >= 0;
  const absl::StatusOr<bool> ended =
      instances_.End(name, given ? absl::Seconds(seconds) : kStopGrace);
  if (!ended.ok()) return Problem(ended.status());
  return Empty(*ended ? 204 : 304);
}

HttpResponse DockerApi::Kill(const HttpRequest& request, const std::string& name) {
  const int signal = SignalOf(request.Query("signal").value_or("SIGKILL"));
  if (signal == 0) return Json(400, {{"message", "there is no such signal"}});
  const absl::StatusOr<bool> sent = instances_.Signal(name, signal);
  if (!sent.ok()) return Problem(sent.status());
  if (!*sent) return Json(409, {{"message", Concat("container ", name, " is not running")}});
  return Empty(204);
}

HttpResponse DockerApi::Wait(const HttpRequest& request, const std::string& name) {
  const absl::StatusOr<int> code =
      instances_.Wait(name, request.Query("condition").value_or("") == "removed");
  if (!code.ok()) return Problem(code.status());
  return Json(200, {{"StatusCode", *code}});
}

HttpResponse DockerApi::Remove(const HttpRequest& request, const std::string& name) {
  const std::string force = request.Query("force").value_or("");
  const absl::Status removed = instances_.Remove(name, force == "true" || force == "1");
  return removed.ok() ? Empty(204) : Problem(removed);
}

}  // namespace release::cloud
