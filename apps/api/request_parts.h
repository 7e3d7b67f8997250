// What the routes read out of a request: its path, its query, the JSON of a new message.
#ifndef RELEASE_APPS_API_REQUEST_PARTS_H_
#define RELEASE_APPS_API_REQUEST_PARTS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "apps/api/chat.h"

namespace spectral {

struct Target {
  std::vector<std::string>
      segments;  // "/worlds/7/messages" -> worlds, 7, messages; as sent, not decoded
  std::map<std::string, std::string> query;  // "a=1&b" -> {a: 1, b: ""}; as sent, not decoded
};

Target ParseTarget(std::string_view target);

// 8-4-4-4-12 hex digits.
bool IsUuid(std::string_view text);
// A thread's name: 1 to 63 of a-z 0-9 -, not beginning with -.
bool IsSlug(std::string_view text);

// Reads {"body", "author"?, "thread"?, "client_token"?} into everything of `message` but the world.
// "" or what is wrong, for the client to read.
std::string ReadNewMessage(const std::string& json, NewMessage* message);

// Whether the Authorization header is "Bearer KEY". Takes as long for a wrong key as for the right
// one.
bool IsAuthorized(std::string_view authorization, std::string_view key);

}  // namespace spectral

#endif  // RELEASE_APPS_API_REQUEST_PARTS_H_
