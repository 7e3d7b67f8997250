#include "apps/api/request_parts.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "nlohmann/json.hpp"

namespace spectral {
namespace {

using Json = nlohmann::json;

constexpr size_t kLongestBody = 8000;  // characters; the table has the same limit

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

size_t Characters(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
  }
  return parts;
}

}  // namespace

Target ParseTarget(std::string_view text) {
  Target target;
  const size_t query = text.find('?');
  for (const std::string_view part : Split(text.substr(0, query), '/')) {
    if (!part.empty()) target.segments.emplace_back(part);
  }
  if (query == std::string_view::npos) return target;
  for (const std::string_view pair : Split(text.substr(query + 1), '&')) {
    const size_t equals = pair.find('=');
    target.query[std::string(pair.substr(0, equals))] =
        equals == std::string_view::npos ? "" : pair.substr(equals + 1);
  }
  return target;
}

bool IsUuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(),
                    [](char c, char form) { return form == '-' ? c == '-' : IsHexDigit(c); });
}

bool IsSlug(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::string ReadNewMessage(const std::string& text, NewMessage* message) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return "the body is not JSON";
  if (!json.is_object()) return "the body is not a JSON object";
  message->author = "user";
  message->thread = "main";
  for (const auto& [key, value] : json.items()) {
    std::string* const field = key == "body"           ? &message->body
                               : key == "author"       ? &message->author
                               : key == "thread"       ? &message->thread
                               : key == "client_token" ? &message->client_token.emplace()
                                                       : nullptr;
    if (field == nullptr) {
      return "unknown field \"" + key + "\"; known are body, author, thread, client_token";
    }
    if (!value.is_string()) return "\"" + key + "\" is not a string";
    *field = value.get<std::string>();
  }
  if (message->body.empty()) return "\"body\" is missing or empty";
  if (Characters(message->body) > kLongestBody) return "\"body\" is longer than 8000 characters";
  if (message->body.find('\0') != std::string::npos) return "\"body\" contains a NUL character";
  if (message->author != "user" && message->author != "agent" && message->author != "operator") {
    return "\"author\" is not one of user, agent, operator";
  }
  if (!IsSlug(message->thread)) return "\"thread\" is not 1 to 63 of a-z, 0-9 and -";
  if (message->client_token && !IsUuid(*message->client_token)) {
    return "\"client_token\" is not a UUID";
  }
  return "";
}

bool IsAuthorized(std::string_view authorization, std::string_view key) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.substr(0, kScheme.size()) != kScheme) return false;
  const std::string_view given = authorization.substr(kScheme.size());
  return given.size() == key.size() && CRYPTO_memcmp(given.data(), key.data(), key.size()) == 0;
}

}  // namespace spectral
