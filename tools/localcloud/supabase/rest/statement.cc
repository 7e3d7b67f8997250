#include "tools/localcloud/supabase/rest/statement.h"

#include <map>
#include <optional>
#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/supabase/answers.h"
#include "tools/localcloud/supabase/rest/relations.h"

namespace release::cloud {
namespace {

// The elements of `values` as the text of a PostgreSQL array.
std::string ArrayText(const std::vector<std::string>& values) {
  std::string text = "{";
  for (const std::string& value : values) {
    if (text.size() > 1) text.push_back(',');
    text.push_back('"');
    for (const char c : value) {
      if (c == '"' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
    text.push_back('"');
  }
  return text + "}";
}

class Builder {
 public:
  explicit Builder(SqlTransaction& sql) : sql_(sql) {}

  std::optional<HttpResponse> refusal;
  std::vector<SqlValue> values;

  // select ... from public.TABLE as tN where ... ; `link` is one more condition, made from the name
  // of this level.
  std::string Rows(const std::string& table, const RestSelect& select, const std::string& name,
                   const std::string& link) {
    std::string columns;
    std::string conditions = link;
    for (const RestItem& item : select.items) {
      if (!columns.empty()) columns += ", ";
      columns += Column(table, item, name, conditions);
    }
    return Concat("select ", columns, From(table, name), Where(select, name, conditions),
                  Order(select, name), Window(select));
  }

  std::string Count(const std::string& table, const RestSelect& select, const std::string& name) {
    std::string conditions;
    for (const RestItem& item : select.items) Column(table, item, name, conditions);
    return Concat("select count(*)", From(table, name), Where(select, name, conditions));
  }

 private:
  static std::string From(const std::string& table, const std::string& name) {
    return Concat(" from public.", QuotedName(table), " as ", name);
  }
  static std::string In(const std::string& name, const std::string& column) {
    return Concat(name, ".", QuotedName(column));
  }
  static void And(std::string& conditions, const std::string& condition) {
    AppendTo(conditions, conditions.empty() ? "" : " and ", condition);
  }

  std::string Parameter(std::string value) {
    values.emplace_back(std::move(value));
    return Concat("$", values.size());
  }

  std::string Column(const std::string& table, const RestItem& item, const std::string& name,
                     std::string& conditions) {
    if (item.embedded.empty()) {
      if (item.name == "*") return name + ".*";
      const std::string& shown = item.alias.empty() ? item.name : item.alias;
      return Concat(In(name, item.name), " as ", QuotedName(shown));
    }
    const RestSelect& inside = item.embedded.front();
    const auto relation = RelationTo(table, item.name);
    if (!relation) return "null";
    const std::string level = Concat("t", ++levels_);
    std::string link;
    for (const auto& [ours, theirs] : relation->columns) {
      And(link, Concat(In(level, theirs), " = ", In(name, ours)));
    }
    if (item.inner) {
      std::string more = link;
      for (const RestItem& deeper : inside.items) {
        if (deeper.inner) Column(item.name, deeper, level, more);
      }
      And(conditions,
          Concat("exists (select", From(item.name, level), Where(inside, level, more), ")"));
    }
    const std::string rows = Rows(item.name, inside, level, link);
    const std::string one = Concat("r", levels_);
    const std::string& shown = item.alias.empty() ? item.name : item.alias;
    return relation->to_many ? Concat("coalesce((select json_agg(", one, ") from (", rows, ") as ",
                                      one, "), '[]') as ", QuotedName(shown))
                             : Concat("(select row_to_json(", one, ") from (", rows, ") as ", one,
                                      ") as ", QuotedName(shown));
  }

  std::optional<RestRelation> RelationTo(const std::string& ours, const std::string& theirs) {
    const auto relations = RelationsBetween(sql_, ours, theirs);
    if (relations.size() == 1) return relations.front();
    if (!refusal && relations.empty()) {
      refusal =
          RestError(400, "PGRST200",
                    Concat("Could not find a relationship between '", ours, "' and '", theirs,
                           "' in the schema cache"),
                    Concat("Searched for a foreign key relationship between '", ours, "' and '",
                           theirs, "' in the schema 'public', but no matches were found."));
    } else if (!refusal) {
      refusal =
          RestError(300, "PGRST201",
                    Concat("Could not embed because more than one relationship was found for '",
                           ours, "' and '", theirs, "'"));
    }
    return std::nullopt;
  }

  std::string Where(const RestSelect& select, const std::string& name, std::string conditions) {
    for (const RestFilter& filter : select.filters) And(conditions, Condition(filter, name));
    return conditions.empty() ? "" : " where " + conditions;
  }

  std::string Condition(const RestFilter& filter, const std::string& name) {
    static const auto& operators = *new std::map<std::string, const char*>{
        {"eq", "="}, {"neq", "<>"}, {"gt", ">"},      {"gte", ">="},
        {"lt", "<"}, {"lte", "<="}, {"like", "like"}, {"ilike", "ilike"}};
    const std::string column = In(name, filter.column);
    std::string condition;
    if (filter.op == "is") {
      condition = Concat(column, " is ", filter.values.front());  // one of four words
    } else if (filter.op == "in") {
      condition = Concat(column, " = any (", Parameter(ArrayText(filter.values)), ")");
    } else {
      std::string value = filter.values.front();
      if (filter.op.ends_with("like")) {
        for (char& c : value) {
          if (c == '*') c = '%';
        }
      }
      condition = Concat(column, " ", operators.at(filter.op), " ", Parameter(std::move(value)));
    }
    return filter.negated ? Concat("not (", condition, ")") : condition;
  }

  static std::string Order(const RestSelect& select, const std::string& name) {
    std::string order;
    for (const RestOrder& term : select.order) {
      AppendTo(order, order.empty() ? " order by " : ", ", In(name, term.column),
               term.descending ? " desc" : " asc");
      if (term.nulls_first) order += *term.nulls_first ? " nulls first" : " nulls last";
    }
    return order;
  }

  static std::string Window(const RestSelect& select) {
    std::string window;
    if (select.limit) AppendTo(window, " limit ", *select.limit);
    if (select.offset) AppendTo(window, " offset ", *select.offset);
    return window;
  }

  SqlTransaction& sql_;
  int levels_ = 0;
};

}  // namespace

std::variant<RestStatement, HttpResponse> StatementOf(SqlTransaction& sql, const std::string& table,
                                                      const RestSelect& select) {
  Builder rows(sql);
  Builder count(sql);
  RestStatement statement;
  statement.rows = Concat("select coalesce(json_agg(r0), '[]'), count(r0) from (",
                          rows.Rows(table, select, "t0", ""), ") as r0");
  statement.count = count.Count(table, select, "t0");
  if (rows.refusal) return *std::move(rows.refusal);
  statement.values = std::move(rows.values);
  statement.count_values = std::move(count.values);
  return statement;
}

}  // namespace release::cloud
