#include "plugins/lib/oci/testing/registry_under_test.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <utility>

#include "nlohmann/json.hpp"
#include "plugins/lib/http/client.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::oci {
namespace {

using nlohmann::json;

[[noreturn]] void Die(const std::string& why) {
  std::cerr << "the registry did not start: " << why << "\n";
  std::abort();
}

std::string KindOf(const std::string& target) {
  for (const char* kind : {"uploads", "blobs", "manifests"}) {
    if (target.find(Concat("/", kind, "/")) != std::string::npos) return kind;
  }
  return "other";
}

json PutBlob(const std::string& directory, const std::string& bytes, const std::string& type) {
  const std::string hex = DigestOf(bytes).hex();
  std::ofstream(Concat(directory, "/blobs/sha256/", hex), std::ios::binary) << bytes;
  return {{"mediaType", type}, {"digest", Concat("sha256:", hex)}, {"size", bytes.size()}};
}

}  // namespace

RegistryUnderTest::RegistryUnderTest(std::optional<cloud::TlsIdentity> tls)
    : directory_(*TempDirectory::Create()) {
  const std::string config = directory_.path() + "/config.yml";
  std::ofstream(config)
      << "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: "
      << directory_.path()
      << "/data}}\nhttp: {addr: '127.0.0.1:0', relativeurls: true, secret: x}\n";
  Command command;
  command.argv = {"/usr/bin/docker-registry", "serve", config};
  command.out = Stdio::kNull;
  command.err = Stdio::kPipe;
  auto started = Process::Start(command);
  if (!started.ok()) Die(started.status().ToString());
  process_.emplace(*std::move(started));
  log_ = process_->TakeStderr();
  registry_port_ = ReadPort();
  draining_ = std::thread([this] {
    char buffer[4096];
    while (read(log_.get(), buffer, sizeof(buffer)) > 0) {
    }
  });
  cloud::HttpServerOptions options;
  options.tls = std::move(tls);
  auto door = cloud::HttpServer::Start(
      options, [this](const cloud::HttpRequest& request) { return Answer(request); });
  if (!door.ok()) Die(door.status().ToString());
  door_ = *std::move(door);
}

RegistryUnderTest::~RegistryUnderTest() {
  door_.reset();
  process_.reset();
  draining_.join();
}

uint16_t RegistryUnderTest::ReadPort() {
  const std::string before = "listening on 127.0.0.1:";
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(log_.get(), buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<size_t>(count));
    const size_t found = text.find(before);
    if (found == std::string::npos) continue;
    const size_t end = text.find_first_of("\", \n", found + before.size());
    if (end != std::string::npos) {
      return static_cast<uint16_t>(std::atoi(text.c_str() + found + before.size()));
    }
  }
  Die(text);
}

void RegistryUnderTest::SetDoor(Door door) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ask_ = std::move(door);
}

std::vector<std::string> RegistryUnderTest::Seen() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(seen_, {});
}

cloud::HttpResponse RegistryUnderTest::Answer(const cloud::HttpRequest& request) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ask_) {
      if (auto answer = ask_(request)) return *answer;
    }
    seen_.push_back(Concat(request.method, " ", KindOf(request.target)));
  }
  http::Client client;
  http::Request forwarded{.url = Concat("http://127.0.0.1:", registry_port_, request.target),
                          .method = request.method};
  for (const auto& [name, value] : request.headers.all()) {
    if (name != "Authorization" && name != "Host" && name != "Content-Length") {
      forwarded.headers.emplace_back(name, value);
    }
  }
  forwarded.body = request.body;
  forwarded.body_limit = 64 << 20;
  const http::Response got = client.Send(forwarded, {});
  cloud::HttpResponse answer;
  answer.status = got.failure ? 502 : got.status;
  answer.body = got.body;
  for (const auto& [name, value] : got.headers) {
    if (name != "content-length" && name != "connection") answer.headers.Set(name, value);
  }
  return answer;
}

std::string WriteLayout(const std::string& directory, const std::vector<size_t>& layers,
                        char salt) {
  std::filesystem::create_directories(directory + "/blobs/sha256");
  std::minstd_rand random(static_cast<unsigned>(salt));
  json described = json::array();
  json diff_ids = json::array();
  for (const size_t size : layers) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    described.push_back(PutBlob(directory, bytes, "application/vnd.oci.image.layer.v1.tar"));
    diff_ids.push_back(described.back()["digest"]);
  }
  const json config = {{"architecture", "amd64"},
                       {"os", "linux"},
                       {"rootfs", {{"type", "layers"}, {"diff_ids", diff_ids}}}};
  const json manifest = {
      {"schemaVersion", 2},
      {"mediaType", "application/vnd.oci.image.manifest.v1+json"},
      {"config", PutBlob(directory, config.dump(), "application/vnd.oci.image.config.v1+json")},
      {"layers", described}};
  const json entry =
      PutBlob(directory, manifest.dump(), "application/vnd.oci.image.manifest.v1+json");
  std::ofstream(directory + "/index.json")
      << json{{"schemaVersion", 2}, {"manifests", {entry}}}.dump();
  std::ofstream(directory + "/oci-layout") << R"({"imageLayoutVersion":"1.0.0"})";
  return directory;
}

}  // namespace release::oci
