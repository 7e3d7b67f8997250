#include "tools/image/build/users.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr size_t kLargestFile = size_t{1} << 20;
// -1 means "leave it" to chown(2).
constexpr uint32_t kLastId = 0xfffffffe;

using Fields = std::vector<std::string>;

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

absl::StatusOr<uint32_t> Number(std::string_view text) {
  uint32_t number = 0;
  if (absl::SimpleAtoi(AbslView(text), &number) && number <= kLastId) return number;
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "IMAGE-USER-NUMBER",
                   .what = Concat("`", text, "` is too large for a user or a group"),
                   .why = Concat("the largest is ", kLastId),
                   .fix = "write a smaller number"});
}

// The line of /etc/passwd or /etc/group that begins with `name`, by its colons.
absl::StatusOr<Fields> FindLine(std::string_view path, std::string_view kind, std::string_view name,
                                size_t fields, const Root& root) {
  absl::StatusOr<std::string> text = root.ReadSmallFile(path, kLargestFile);
  if (!text.ok() && !absl::IsNotFound(text.status())) return text.status();
  std::vector<std::string> names;
  if (text.ok()) {
    for (const absl::string_view line : absl::StrSplit(*text, '\n')) {
      Fields found = absl::StrSplit(absl::StripAsciiWhitespace(line), ':');
      if (found.size() < fields) continue;
      if (found[0] == name) return found;
      names.push_back(found[0]);
    }
  }
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "IMAGE-USER-UNKNOWN",
       .what = Concat("there is no ", kind, " `", name, "`", DidYouMean(name, names)),
       .why =
           Concat("/", path, text.ok() ? " of the stage does not have it" : " is not in the stage"),
       .fix = Concat("write a number, or COPY a /", path, " with that name before")});
}

}  // namespace

absl::StatusOr<Owner> FindOwner(std::string_view text, const Root& root) {
  const size_t colon = text.find(':');
  const std::string_view user = text.substr(0, colon);
  const std::string_view group =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  Owner owner;
  if (IsNumber(user)) {
    absl::StatusOr<uint32_t> number = Number(user);
    if (!number.ok()) return number.status();
    owner = {*number, *number};
  } else if (!user.empty()) {
    absl::StatusOr<Fields> line = FindLine("etc/passwd", "user", user, 4, root);
    if (!line.ok()) return line.status();
    absl::StatusOr<uint32_t> uid = Number((*line)[2]);
    if (!uid.ok()) return uid.status();
    absl::StatusOr<uint32_t> gid = Number((*line)[3]);
    if (!gid.ok()) return gid.status();
    owner = {*uid, *gid};
  }
  if (group.empty()) return owner;
  std::string number(group);
  if (!IsNumber(group)) {
    absl::StatusOr<Fields> line = FindLine("etc/group", "group", group, 3, root);
    if (!line.ok()) return line.status();
    number = (*line)[2];
  }
  absl::StatusOr<uint32_t> gid = Number(number);
  if (!gid.ok()) return gid.status();
  owner.gid = *gid;
  return owner;
}

absl::StatusOr<std::vector<uint32_t>> FindGroups(std::string_view text, const Root& root) {
  std::vector<uint32_t> groups;
  if (text.empty() || IsNumber(text) || text.find(':') != std::string_view::npos) return groups;
  const absl::StatusOr<std::string> file = root.ReadSmallFile("etc/group", kLargestFile);
  if (absl::IsNotFound(file.status())) return groups;
  if (!file.ok()) return file.status();
  for (const absl::string_view line : absl::StrSplit(*file, '\n')) {
    const Fields fields = absl::StrSplit(absl::StripAsciiWhitespace(line), ':');
    if (fields.size() < 4) continue;
    const Fields members = absl::StrSplit(fields[3], ',');
    if (std::find(members.begin(), members.end(), text) == members.end()) continue;
    absl::StatusOr<uint32_t> gid = Number(fields[2]);
    if (!gid.ok()) return gid.status();
    groups.push_back(*gid);
  }
  return groups;
}

}  // namespace release::image
