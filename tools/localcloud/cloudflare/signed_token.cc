#include "tools/localcloud/cloudflare/signed_token.h"

#include "absl/strings/escaping.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::string Base64Url(std::string_view bytes) {
  std::string text = absl::WebSafeBase64Escape(AbslView(bytes));
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string Signature(const std::string& key, std::string_view signed_text) {
  return Base64Url(HmacSha256(key, signed_text).bytes());
}

}  // namespace

std::string SignedToken(const std::string& key, const json& claims) {
  const std::string text = Concat(Base64Url(json({{"alg", "HS256"}, {"typ", "JWT"}}).dump()), ".",
                                  Base64Url(claims.dump()));
  return Concat(text, ".", Signature(key, text));
}

std::optional<json> ReadSignedToken(const std::string& key, std::string_view token) {
  const size_t last = token.rfind('.');
  if (last == std::string_view::npos) return std::nullopt;
  const std::string_view text = token.substr(0, last);
  if (Signature(key, text) != token.substr(last + 1)) return std::nullopt;
  std::string claims;
  if (!absl::WebSafeBase64Unescape(AbslView(text.substr(text.find('.') + 1)), &claims)) {
    return std::nullopt;
  }
  json parsed = ParsedOrNull(claims);
  if (!ValueAt(parsed, "exp").is_number_integer()) return std::nullopt;
  return parsed;
}

}  // namespace release::cloud
