#include "tools/localcloud/supabase/rest/select_grammar.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"

namespace release::cloud {
namespace {

constexpr int kDeepest = 8;

class SelectParser {
 public:
  SelectParser(std::string_view text, std::optional<RestQueryError>& error)
      : text_(text), error_(error) {}

  std::vector<RestItem> All() {
    std::vector<RestItem> items = Items(0);
    if (at_ != text_.size()) Fail(RestQueryError::Kind::kMalformed);
    return items;
  }

 private:
  bool Next(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void Fail(RestQueryError::Kind kind) {
    if (!error_) error_ = RestQueryError{kind, std::string(text_)};
  }

  std::vector<RestItem> Items(int depth) {
    std::vector<RestItem> items;
    do {
      items.push_back(Item(depth));
    } while (!error_ && Next(','));
    return items;
  }

  RestItem Item(int depth) {
    RestItem item;
    if (Next('*')) {
      item.name = "*";
      return item;
    }
    item.name = Name();
    // One colon is an alias, two are a cast.
    if (at_ + 1 < text_.size() && text_[at_] == ':' && text_[at_ + 1] != ':') {
      ++at_;
      item.alias = std::exchange(item.name, Name());
    }
    if (Next('!')) {
      if (Name() != "inner") Fail(RestQueryError::Kind::kNotEmulated);
      item.inner = true;
    }
    if (Next('(')) {
      if (depth == kDeepest) Fail(RestQueryError::Kind::kNotEmulated);
      if (error_) return item;
      item.embedded.emplace_back().items = Items(depth + 1);
      if (!Next(')')) Fail(RestQueryError::Kind::kMalformed);
    } else if (item.inner) {
      Fail(RestQueryError::Kind::kMalformed);
    }
    const std::string_view rest = text_.substr(at_);
    // Casts, JSON paths and spreads.
    if (rest.starts_with("::") || rest.starts_with("->") || rest.starts_with("...")) {
      Fail(RestQueryError::Kind::kNotEmulated);
    }
    return item;
  }

  std::string Name() {
    std::string name;
    if (Next('"')) {
      while (at_ < text_.size() && text_[at_] != '"') name.push_back(text_[at_++]);
      if (!Next('"')) Fail(RestQueryError::Kind::kMalformed);
    } else {
      while (at_ < text_.size() && IsRestName(text_.substr(at_, 1)) &&
             !text_.substr(at_).starts_with("->")) {
        name.push_back(text_[at_++]);
      }
    }
    if (name.empty()) {
      Fail(text_.substr(at_).starts_with("...") ? RestQueryError::Kind::kNotEmulated
                                                : RestQueryError::Kind::kMalformed);
    }
    return name;
  }

  std::string_view text_;
  std::optional<RestQueryError>& error_;
  size_t at_ = 0;
};

}  // namespace

bool IsRestName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c == '-' ||
           c == ' ' || static_cast<unsigned char>(c) >= 0x80;
  });
}

std::vector<RestItem> ParseSelect(std::string_view text, std::optional<RestQueryError>& error) {
  return SelectParser(text, error).All();
}

std::vector<std::string_view> SplitOutside(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  int depth = 0;
  size_t start = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\') {
      ++at;
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == separator && depth == 0) {
      parts.push_back(text.substr(start, at - start));
      start = at + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

}  // namespace release::cloud
