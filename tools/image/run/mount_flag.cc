#include "tools/image/run/mount_flag.h"

#include <charconv>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

absl::Status Refuse(std::string code, std::string what, std::string why, std::string fix) {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {std::move(code), std::move(what), std::move(why), std::move(fix)});
}

// A CSV record. Absent when a quote does not end, or stands inside a field.
std::optional<std::vector<std::string>> Fields(std::string_view record) {
  std::vector<std::string> fields(1);
  for (size_t i = 0; i < record.size(); ++i) {
    if (record[i] == ',') {
      fields.emplace_back();
    } else if (record[i] != '"') {
      fields.back() += record[i];
    } else {
      if (!fields.back().empty()) return std::nullopt;
      for (++i;; ++i) {
        if (i >= record.size()) return std::nullopt;
        if (record[i] != '"') {
          fields.back() += record[i];
        } else if (i + 1 < record.size() && record[i + 1] == '"') {
          fields.back() += record[++i];
        } else {
          break;
        }
      }
      if (i + 1 < record.size() && record[i + 1] != ',') return std::nullopt;
    }
  }
  return fields;
}

template <typename Number>
bool ParseNumber(std::string_view text, int base, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// "64m": a number of bytes, with k, m or g, and a b behind it if one likes.
bool ParseSize(std::string_view text, uint64_t& bytes) {
  std::string lower = absl::AsciiStrToLower(AbslView(text));
  if (lower.size() > 1 && lower.back() == 'b') lower.pop_back();
  unsigned shift = 0;
  if (!lower.empty()) {
    const char unit = lower.back();
    shift = unit == 'k' ? 10U : unit == 'm' ? 20U : unit == 'g' ? 30U : 0U;
    if (shift != 0) lower.pop_back();
  }
  constexpr uint64_t kMost = uint64_t{1} << 50U;
  if (!ParseNumber(lower, 10, bytes) || bytes > kMost >> shift) return false;
  bytes <<= shift;
  return true;
}

const char* TypeName(MountFlag::Type type) {
  switch (type) {
    case MountFlag::Type::kBind:
      return "bind";
    case MountFlag::Type::kTmpfs:
      return "tmpfs";
    case MountFlag::Type::kCache:
      return "cache";
  }
  return "";
}

absl::StatusOr<MountFlag::Type> ParseType(const std::string& name) {
  if (name == "bind") return MountFlag::Type::kBind;
  if (name == "tmpfs") return MountFlag::Type::kTmpfs;
  if (name == "cache") return MountFlag::Type::kCache;
  if (name == "secret" || name == "ssh") {
    return Refuse("IMAGE-RUN-MOUNT-SECRET", Concat("type=", name, " is refused"),
                  "an image that needs a secret to be built cannot be built again by others, nor "
                  "kept in a cache",
                  "fetch what needs the secret outside of the image's build, and COPY the result");
  }
  return Refuse(
      "IMAGE-RUN-MOUNT-TYPE",
      Concat("unknown type `", name, "` of --mount", DidYouMean(name, {"bind", "tmpfs", "cache"})),
      "types here are bind, cache and tmpfs", "write one of these");
}

class Parser {
 public:
  absl::StatusOr<MountFlag> Parse(const std::vector<std::string>& fields) {
    // The type comes first, wherever it stands: it says which options there are.
    for (const std::string& field : fields) {
      const auto [key, value] = Split(field);
      if (key != "type") continue;
      absl::StatusOr<MountFlag::Type> type = ParseType(value);
      if (!type.ok()) return type.status();
      flag_.type = *type;
    }
    flag_.read_only = flag_.type == MountFlag::Type::kBind;
    for (const std::string& field : fields) {
      absl::Status status = Option(field);
      if (!status.ok()) return status;
    }
    if (flag_.target.empty()) {
      return Refuse("IMAGE-RUN-MOUNT-TARGET", "--mount has no target",
                    "it must say where in the root the command sees it", "add target=/path");
    }
    return std::move(flag_);
  }

 private:
  static std::pair<std::string, std::string> Split(const std::string& field) {
    const size_t equals = field.find('=');
    std::string key = absl::AsciiStrToLower(field.substr(0, equals));
    if (key == "src") key = "source";
    if (key == "dst" || key == "destination") key = "target";
    if (key == "ro") key = "readonly";
    if (key == "rw") key = "readwrite";
    return {key, equals == std::string::npos ? "" : field.substr(equals + 1)};
  }

  std::vector<std::string> Known() const {
    switch (flag_.type) {
      case MountFlag::Type::kBind:
        return {"type", "target", "source", "from", "readonly", "readwrite"};
      case MountFlag::Type::kTmpfs:
        return {"type", "target", "size"};
      case MountFlag::Type::kCache:
        return {"type", "target",  "source", "from", "readonly", "readwrite",
                "id",   "sharing", "mode",   "uid",  "gid"};
    }
    return {};
  }

  absl::Status BadValue(const std::string& field, std::string_view wanted) const {
    return Refuse("IMAGE-RUN-MOUNT-VALUE", Concat("`", field, "` is not understood"),
                  Concat("the value must be ", wanted), "correct the value");
  }

  absl::Status Option(const std::string& field) {
    const auto [key, value] = Split(field);
    const std::vector<std::string> known = Known();
    bool found = false;
    for (const std::string& name : known) found = found || name == key;
    if (!found) {
      return Refuse("IMAGE-RUN-MOUNT-OPTION",
                    Concat("type=", TypeName(flag_.type), " has no option `", key, "`",
                           DidYouMean(key, known)),
                    "", "correct the option or leave it out");
    }
    const std::string subject = key == "readwrite" ? "readonly" : key;
    if (!seen_.insert(subject).second) {
      return Refuse("IMAGE-RUN-MOUNT-OPTION", Concat("`", key, "` says again what was said"), "",
                    "leave one of them out");
    }
    const bool has_value = field.find('=') != std::string::npos;
    if (key == "readonly" || key == "readwrite") return Access(field, key, value, has_value);
    if (!has_value || value.empty()) return BadValue(field, "given, as in key=value");
    if (key == "target") flag_.target = value;
    if (key == "source") flag_.source = value;
    if (key == "from") flag_.from = value;
    if (key == "size" && !ParseSize(value, flag_.size)) return BadValue(field, "a size like 64m");
    if (key == "mode" && (!ParseNumber(value, 8, flag_.mode) || flag_.mode > 07777)) {
      return BadValue(field, "an octal mode like 0755");
    }
    if (key == "uid" && !ParseNumber(value, 10, flag_.uid)) return BadValue(field, "a number");
    if (key == "gid" && !ParseNumber(value, 10, flag_.gid)) return BadValue(field, "a number");
    if (key == "sharing" && value != "shared" && value != "private" && value != "locked") {
      return BadValue(field, "shared, private or locked");
    }
    return absl::OkStatus();
  }

  absl::Status Access(const std::string& field, const std::string& key, const std::string& value,
                      bool has_value) {
    const std::string lower = absl::AsciiStrToLower(value);
    const bool yes = !has_value || lower == "true" || lower == "1" || lower == "t";
    if (!yes && lower != "false" && lower != "0" && lower != "f") {
      return BadValue(field, "true or false");
    }
    flag_.read_only = (key == "readonly") == yes;
    return absl::OkStatus();
  }

  MountFlag flag_;
  std::set<std::string> seen_;
};

}  // namespace

absl::StatusOr<MountFlag> ParseMountFlag(std::string_view value) {
  const std::optional<std::vector<std::string>> fields = Fields(value);
  if (!fields.has_value()) {
    return Refuse("IMAGE-RUN-MOUNT-VALUE", Concat("`", value, "` has a quote at a wrong place"),
                  "the value is a CSV record: a quote begins a field and ends it",
                  "quote the whole of key=value, or nothing");
  }
  return Parser().Parse(*fields);
}

absl::Status CheckNetworkFlag(std::string_view value) {
  // `default` is what a RUN without the flag has: here, none.
  if (value == "none" || value == "default") return absl::OkStatus();
  if (value == "host") {
    return Refuse("IMAGE-RUN-NETWORK", "--network=host is refused", "RUN has no network here",
                  "declare the files as inputs of the build and COPY them");
  }
  return Refuse(
      "IMAGE-RUN-NETWORK",
      Concat("unknown network `", value, "`", DidYouMean(value, {"none", "default", "host"})), "",
      "write --network=none, or leave it out");
}

absl::Status CheckSecurityFlag(std::string_view value) {
  if (value == "sandbox") return absl::OkStatus();
  return Refuse("IMAGE-RUN-SECURITY", Concat("--security=", value, " is refused"),
                "RUN has the rights of a container, in a user namespace of its own",
                "leave the flag out");
}

}  // namespace release::image
