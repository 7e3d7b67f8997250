// Finds the endpoint that a method and a path name.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_ROUTER_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_ROUTER_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace release::cloud {

// Path parameters by name, decoded.
using PathParams = std::map<std::string, std::string, std::less<>>;

struct RouteMatch {
  size_t index = 0;  // which Add() it was, from 0
  PathParams params;
};

// Threads: Match() from any once everything is added.
class Router {
 public:
  // `path_template` is "/zones/{zone_id}/dns_records": segments that are text or one parameter.
  void Add(std::string method, std::string path_template);

  // Where several fit, text wins over a parameter, the leftmost difference deciding. A segment that
  // does not decode matches nothing.
  std::optional<RouteMatch> Match(std::string_view method, std::string_view path) const;

  const std::string& TemplateOf(size_t index) const { return routes_[index].path_template; }

 private:
  struct Route {
    std::string method;
    std::string path_template;
    std::vector<std::string> segments;
  };
  std::vector<Route> routes_;
};

// A path without what differs from call to call: ids (32 hex digits, UUIDs) become "{id}". To name
// an endpoint that no template describes.
std::string PathShape(std::string_view path);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_ROUTER_H_
