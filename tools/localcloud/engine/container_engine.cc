#include "tools/localcloud/engine/container_engine.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "tools/base/files.h"
#include "tools/localcloud/engine/docker_api.h"
#include "tools/localcloud/engine/image_store.h"
#include "tools/localcloud/engine/instance_type.h"
#include "tools/localcloud/engine/traffic.h"
#include "tools/localcloud/http/server.h"

namespace release::cloud {
namespace {

// One request of each container waits until it ends, and several others may be under way.
constexpr int kThreads = 64;
// Between attempts to fetch an image that the registry did not give.
constexpr absl::Duration kFetchAgain = absl::Seconds(3);

std::vector<std::string> Names(const std::map<std::string, std::string>& files) {
  std::vector<std::string> names;
  for (const auto& [inside, outside] : files) names.push_back(inside);
  return names;
}

}  // namespace

struct ContainerEngine::State {
  State(ContainerEngineSettings given, Clock& with)
      : settings(std::move(given)),
        clock(with),
        images(settings.image_directory, settings.registry, Names(settings.files)),
        applications(clock),
        instances({.log_directory = settings.log_directory,
                   .sockets_command = settings.sockets_command,
                   .egress = settings.egress,
                   .files = settings.files},
                  applications, traffic, clock),
        api(instances, settings.address) {}

  const ContainerEngineSettings settings;
  Clock& clock;
  absl::Duration fetch_again_at;
  std::set<std::string> used_before;  // by instances
  ImageStore images;
  Applications applications;
  Traffic traffic;
  Instances instances;
  DockerApi api;
  std::unique_ptr<HttpServer> server;

  // Images are fetched one after the other, on a thread of their own.
  std::mutex mutex;
  std::condition_variable_any wanted;
  std::deque<std::pair<VersionId, std::string>> to_fetch;
  bool remove_old = false;
  std::jthread fetcher;

  void Want(const RolledOutContainer& container, bool current) {
    const VersionId id{container.application_id, container.version};
    const auto image = container.configuration.find("image");
    const std::string reference = image != container.configuration.end() && image->is_string()
                                      ? image->get<std::string>()
                                      : "";
    const bool fetch = applications.Want(id, container.name, reference, current,
                                         InstanceTypeOf(container.configuration));
    const std::lock_guard lock(mutex);
    if (fetch) to_fetch.emplace_back(id, reference);
    remove_old = true;
    wanted.notify_all();
  }

  void Remove(const std::string& application_id) {
    applications.Forget(application_id);
    instances.EndAll(application_id, settings.replace_grace);
    const std::lock_guard lock(mutex);
    remove_old = true;
    wanted.notify_all();
  }

  // On the main thread: what the last instance of an old version left is removed too.
  void RemoveLeft() {
    std::set<std::string> used = instances.Digests();
    if (used == used_before) return;
    used_before = std::move(used);
    const std::lock_guard lock(mutex);
    remove_old = true;
    wanted.notify_all();
  }

  // On the main thread, now and then.
  void FetchAgain() {
    if (clock.Monotonic() < fetch_again_at) return;
    fetch_again_at = clock.Monotonic() + kFetchAgain;
    const std::lock_guard lock(mutex);
    if (!to_fetch.empty()) return;
    for (Applications::Lacking& it : applications.WithoutImage()) {
      to_fetch.emplace_back(it.id, std::move(it.reference));
    }
    if (!to_fetch.empty()) wanted.notify_all();
  }

  void Fetch(std::stop_token stop) {
    std::unique_lock lock(mutex);
    while (wanted.wait(lock, stop, [this] { return remove_old || !to_fetch.empty(); })) {
      while (!to_fetch.empty() && !stop.stop_requested()) {
        const auto [id, reference] = to_fetch.front();
        to_fetch.pop_front();
        lock.unlock();
        absl::StatusOr<UnpackedImage> image = images.Fetch(reference, stop);
        if (image.ok()) {
          applications.ImageReady(id, *std::move(image));
        } else {
          applications.ImageFailed(id, image.status());
        }
        lock.lock();
      }
      remove_old = false;
      lock.unlock();
      RemoveOld();
      lock.lock();
    }
  }

  // On the fetcher's thread. An instance that is made meanwhile is of a version that is known.
  void RemoveOld() {
    std::set<std::string> used = applications.Digests();
    used.merge(instances.Digests());
    images.KeepOnly(used);
  }
};

ContainerEngine::ContainerEngine(ContainerEngineSettings settings, Clock& clock)
    : state_(std::make_unique<State>(std::move(settings), clock)) {}

ContainerEngine::~ContainerEngine() { Stop(absl::ZeroDuration()); }

absl::Status ContainerEngine::Start() {
  for (const std::string& directory :
       {state_->settings.image_directory, state_->settings.log_directory}) {
    if (absl::Status made = EnsurePrivateDirectory(directory); !made.ok()) return made;
  }
  HttpServerOptions options;
  options.unix_path = state_->settings.socket;
  options.threads = kThreads;
  auto server = HttpServer::Start(
      std::move(options),
      [api = &state_->api](const HttpRequest& request) { return api->Handle(request); });
  if (!server.ok()) return server.status();
  state_->server = *std::move(server);
  state_->fetcher =
      std::jthread([state = state_.get()](std::stop_token stop) { state->Fetch(std::move(stop)); });
  return absl::OkStatus();
}

void ContainerEngine::Tick() {
  state_->instances.Tick();
  state_->FetchAgain();
  state_->RemoveLeft();
}

int ContainerEngine::fd() const { return state_->instances.fd(); }

void ContainerEngine::Stop(absl::Duration grace) {
  state_->fetcher = std::jthread();  // asks it to stop, and waits
  state_->applications.Stop();
  state_->instances.Stop(grace);
  state_->server.reset();
  state_->traffic.Stop();
}

void ContainerEngine::OnContainerRolloutStarted(const RolledOutContainer& container) {
  state_->Want(container, /*current=*/false);
}

void ContainerEngine::OnContainerRolledOut(const RolledOutContainer& container) {
  state_->Want(container, /*current=*/true);
  state_->instances.EndOthers({container.application_id, container.version},
                              state_->settings.replace_grace);
}

void ContainerEngine::OnContainerRemoved(const std::string&, const std::string& application_id) {
  state_->Remove(application_id);
}

ContainerHealth ContainerEngine::Health(const std::string& application_id, int version) const {
  return state_->applications.Health({application_id, version});
}

ContainerEngineStatus ContainerEngine::Status() const {
  return {.versions = state_->applications.Status(), .instances = state_->instances.Status()};
}

}  // namespace release::cloud
