#include "tools/localcloud/cloudflare/testing/uploads.h"

#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"

namespace release::cloud {

std::string FormOf(const std::map<std::string, std::string>& fields) {
  std::string body;
  for (const auto& [name, content] : fields) {
    body += std::string("--") + kTestBoundary + "\r\nContent-Disposition: form-data; name=\"" +
            name + "\"\r\n\r\n" + content + "\r\n";
  }
  return body + "--" + kTestBoundary + "--\r\n";
}

std::string ScriptUpload(const nlohmann::json& metadata, const std::string& module) {
  return FormOf({{"metadata", metadata.dump()}, {module, "export default {};\n"}});
}

HttpResponse SendUpload(CloudflareApi& api, const std::string& method, const std::string& path,
                        const std::string& body) {
  HttpRequest request;
  request.method = method;
  request.target = kApiPrefix + path;
  request.headers.Set("Authorization", std::string("Bearer ") + kTestToken);
  request.headers.Set("Content-Type",
                      std::string("multipart/form-data; boundary=") + kTestBoundary);
  request.body = body;
  return api.Handle(request);
}

}  // namespace release::cloud
