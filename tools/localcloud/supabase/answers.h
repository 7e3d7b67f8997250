// Answers in the shapes of Supabase's gateway, Auth (GoTrue) and REST (PostgREST).
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ANSWERS_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ANSWERS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tools/localcloud/http/message.h"

namespace release::cloud {

HttpResponse JsonResponse(int status, const nlohmann::json& value);

// {"message", "hint"}: the gateway in front of the services.
HttpResponse GatewayError(int status, std::string_view message, std::string_view hint);

// {"code": status, "error_code", "msg"}, or for a client that asks for the API version 2024-01-01
// {"code", "message"}.
HttpResponse AuthError(const HttpRequest& request, int status, std::string_view code,
                       std::string_view message);

// {"code", "message", "details", "hint"}; empty ones are null.
HttpResponse RestError(int status, std::string_view code, std::string_view message,
                       std::string_view details = "", std::string_view hint = "");

// 501: not part of this emulation. Names `what`.
HttpResponse NotEmulated(std::string_view what);

// A page of a machine in between.
HttpResponse ErrorPage(int status);

// The object in a body; null for anything else.
nlohmann::json ObjectIn(const std::string& body);

// The text `name` of an object, or "".
std::string TextIn(const nlohmann::json& object, const char* name);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_ANSWERS_H_
