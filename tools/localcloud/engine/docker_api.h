// The part of the Docker Engine API that workerd speaks, over the containers of Instances.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_DOCKER_API_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_DOCKER_API_H_

#include <string>

#include "tools/localcloud/engine/instances.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/router.h"

namespace release::cloud {

// An image's name is the name of a container application; a container whose command asks for
// `--http-ingress-address` is an ingress, whatever its image. Threads: any.
class DockerApi {
 public:
  // `address` is where workerd may listen. What is referred to outlives this.
  DockerApi(Instances& instances, std::string address);

  // Answers one request; may block. An unknown endpoint is a 501 that names it.
  HttpResponse Handle(const HttpRequest& request);

 private:
  using Handler = HttpResponse (DockerApi::*)(const HttpRequest&, const std::string& name);
  void Add(const char* method, const char* path, Handler handler);

  HttpResponse Volumes(const HttpRequest&, const std::string&);
  HttpResponse Network(const HttpRequest&, const std::string& name);
  HttpResponse Create(const HttpRequest& request, const std::string&);
  HttpResponse Start(const HttpRequest&, const std::string& name);
  HttpResponse Inspect(const HttpRequest&, const std::string& name);
  HttpResponse Stop(const HttpRequest& request, const std::string& name);
  HttpResponse Kill(const HttpRequest& request, const std::string& name);
  HttpResponse Wait(const HttpRequest& request, const std::string& name);
  HttpResponse Remove(const HttpRequest& request, const std::string& name);

  Instances& instances_;
  const std::string address_;
  Router router_;
  std::vector<Handler> handlers_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_DOCKER_API_H_
