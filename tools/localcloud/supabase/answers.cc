#include "tools/localcloud/supabase/answers.h"

#include "tools/base/text.h"
#include "tools/localcloud/http/json_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr char kVersionHeader[] = "X-Supabase-Api-Version";
constexpr char kVersion[] = "2024-01-01";

json NullIfEmpty(std::string_view text) {
  return text.empty() ? json(nullptr) : json(std::string(text));
}

}  // namespace

HttpResponse JsonResponse(int status, const json& value) {
  HttpResponse response;
  response.status = status;
  response.headers.Set("Content-Type", "application/json; charset=utf-8");
  response.body = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return response;
}

HttpResponse GatewayError(int status, std::string_view message, std::string_view hint) {
  json body = {{"message", std::string(message)}};
  if (!hint.empty()) body["hint"] = std::string(hint);
  return JsonResponse(status, body);
}

HttpResponse AuthError(const HttpRequest& request, int status, std::string_view code,
                       std::string_view message) {
  // Versions are dates, so they compare as text.
  const std::string_view version = request.headers.Find(kVersionHeader).value_or("");
  const bool dated = version.size() == sizeof kVersion - 1 && version >= kVersion;
  HttpResponse response = JsonResponse(
      status, dated ? json{{"code", std::string(code)}, {"message", std::string(message)}}
                    : json{{"code", status},
                           {"error_code", std::string(code)},
                           {"msg", std::string(message)}});
  if (dated) response.headers.Set(kVersionHeader, kVersion);
  response.headers.Set("x-sb-error-code", std::string(code));
  return response;
}

HttpResponse RestError(int status, std::string_view code, std::string_view message,
                       std::string_view details, std::string_view hint) {
  HttpResponse response = JsonResponse(status, {{"code", std::string(code)},
                                                {"message", std::string(message)},
                                                {"details", NullIfEmpty(details)},
                                                {"hint", NullIfEmpty(hint)}});
  response.headers.Set("Proxy-Status", Concat("PostgREST; error=", code));
  if (status == 401) response.headers.Set("WWW-Authenticate", "Bearer");
  return response;
}

HttpResponse NotEmulated(std::string_view what) {
  return JsonResponse(501, {{"code", "not_emulated"},
                            {"message", Concat("The local cloud does not emulate ", what)}});
}

HttpResponse ErrorPage(int status) {
  HttpResponse response;
  response.status = status;
  response.headers.Set("Content-Type", "text/html; charset=UTF-8");
  response.body = Concat("<!DOCTYPE html>\n<html><head><title>", status,
                         "</title></head><body><h1>Error ", status, "</h1></body></html>\n");
  return response;
}

json ObjectIn(const std::string& body) {
  json value = JsonOrNull(body);
  return value.is_object() ? value : json(nullptr);
}

std::string TextIn(const json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

}  // namespace release::cloud
