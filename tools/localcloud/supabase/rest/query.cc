#include "tools/localcloud/supabase/rest/query.h"

#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/supabase/rest/select_grammar.h"

namespace release::cloud {
namespace {

using Kind = RestQueryError::Kind;

const std::set<std::string_view>& Operators() {
  static const auto& set = *new std::set<std::string_view>{"eq",  "neq",  "gt",    "gte", "lt",
                                                           "lte", "like", "ilike", "is",  "in"};
  return set;
}

// What PostgREST has besides, so that a refusal says the right thing.
bool IsForeignOperator(std::string_view op) {
  static const auto& set = *new std::set<std::string_view>{
      "match", "imatch", "isdistinct", "fts", "plfts", "phfts", "wfts", "cs",
      "cd",    "ov",     "sl",         "sr",  "nxr",   "nxl",   "adj"};
  return set.contains(op.substr(0, op.find('(')));
}

// The text up to the first '.', and what follows it.
std::pair<std::string_view, std::string_view> AtDot(std::string_view text) {
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {text, ""};
  return {text.substr(0, dot), text.substr(dot + 1)};
}

std::string Unquoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return std::string(text);
  std::string value;
  for (size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] == '\\' && at + 2 < text.size()) ++at;
    value.push_back(text[at]);
  }
  return value;
}

class QueryParser {
 public:
  std::variant<RestSelect, RestQueryError> Parse(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> parameters;
    while (!query.empty()) {
      const size_t end = query.find('&');
      Parameter(query.substr(0, end), parameters);
      query = end == std::string_view::npos ? "" : query.substr(end + 1);
    }
    // First what embeds tables, then what is about them.
    std::string_view select = "*";
    for (const auto& [name, value] : parameters) {
      if (name == "select" && !value.empty()) select = value;
    }
    root_.items = ParseSelect(select, error_);
    for (const auto& [name, value] : parameters) {
      if (name != "select" && !error_) Take(name, value);
    }
    if (error_) return *error_;
    return std::move(root_);
  }

 private:
  void Fail(Kind kind, std::string_view about) {
    if (!error_) error_ = RestQueryError{kind, std::string(about)};
  }

  void Parameter(std::string_view text,
                 std::vector<std::pair<std::string, std::string>>& parameters) {
    const size_t equals = text.find('=');
    std::string value(equals == std::string_view::npos ? "" : text.substr(equals + 1));
    for (char& c : value) {
      if (c == '+') c = ' ';  // URLSearchParams writes spaces so
    }
    auto name = PercentDecoded(text.substr(0, equals));
    auto decoded = PercentDecoded(value);
    if (!name || !decoded) return Fail(Kind::kMalformed, text);
    if (!name->empty()) parameters.emplace_back(*std::move(name), *std::move(decoded));
  }

  // The select that `name` is about; takes the path off the name.
  RestSelect* TargetOf(std::string_view& name) {
    RestSelect* select = &root_;
    while (name.find('.') != std::string_view::npos) {
      const auto [table, rest] = AtDot(name);
      RestSelect* inside = nullptr;
      for (RestItem& item : select->items) {
        const bool named = item.alias.empty() ? item.name == table : item.alias == table;
        if (named && !item.embedded.empty()) inside = &item.embedded.front();
      }
      if (inside == nullptr) return nullptr;
      select = inside;
      name = rest;
    }
    return select;
  }

  void Take(std::string_view name, std::string_view value) {
    const std::string_view whole = name;
    RestSelect* const select = TargetOf(name);
    if (select == nullptr) return Fail(Kind::kMalformed, whole);
    if (name == "order") return Order(*select, value);
    if (name == "limit") return Count(select->limit, value);
    if (name == "offset") return Count(select->offset, value);
    if (name == "and" || name == "or" || name == "not" || name == "columns" ||
        name == "on_conflict" || name.find("->") != std::string_view::npos) {
      return Fail(Kind::kNotEmulated, whole);
    }
    Filter(*select, name, value);
  }

  void Count(std::optional<int64_t>& count, std::string_view value) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(AbslView(value), &number) || number < 0) {
      return Fail(Kind::kMalformed, value);
    }
    count = number;
  }

  void Order(RestSelect& select, std::string_view value) {
    for (const std::string_view term : SplitOutside(value, ',')) {
      RestOrder order;
      auto [column, rest] = AtDot(term);
      if (column.find_first_of("(>") != std::string_view::npos) {
        return Fail(Kind::kNotEmulated, term);
      }
      if (!IsRestName(column)) return Fail(Kind::kMalformed, term);
      order.column = column;
      while (!rest.empty()) {
        const auto [word, more] = AtDot(rest);
        rest = more;
        if (word == "desc") {
          order.descending = true;
        } else if (word == "nullsfirst" || word == "nullslast") {
          order.nulls_first = word == "nullsfirst";
        } else if (word != "asc") {
          return Fail(Kind::kMalformed, term);
        }
      }
      select.order.push_back(std::move(order));
    }
  }

  void Filter(RestSelect& select, std::string_view name, std::string_view value) {
    RestFilter filter;
    filter.column = Unquoted(name);
    auto [op, operand] = AtDot(value);
    if (op == "not") {
      filter.negated = true;
      std::tie(op, operand) = AtDot(operand);
    }
    if (!Operators().contains(op)) {
      return Fail(IsForeignOperator(op) || op.find('(') != std::string_view::npos
                      ? Kind::kNotEmulated
                      : Kind::kMalformed,
                  value);
    }
    filter.op = op;
    if (op == "in") {
      if (operand.size() < 2 || operand.front() != '(' || operand.back() != ')') {
        return Fail(Kind::kMalformed, value);
      }
      operand = operand.substr(1, operand.size() - 2);
      if (!operand.empty()) {
        for (const auto part : SplitOutside(operand, ',')) filter.values.push_back(Unquoted(part));
      }
    } else {
      filter.values.emplace_back(operand);
    }
    static const std::set<std::string_view>& is =
        *new std::set<std::string_view>{"null", "true", "false", "unknown"};
    if (op == "is" && !is.contains(operand)) return Fail(Kind::kMalformed, value);
    select.filters.push_back(std::move(filter));
  }

  RestSelect root_;
  std::optional<RestQueryError> error_;
};

}  // namespace

std::variant<RestSelect, RestQueryError> ParseRestQuery(std::string_view query) {
  return QueryParser().Parse(query);
}

}  // namespace release::cloud
