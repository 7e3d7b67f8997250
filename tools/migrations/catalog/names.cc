#include "tools/migrations/catalog/names.h"

namespace release::migrations {

QualifiedName NameOfRelation(Node relation, const std::string& default_schema) {
  const std::string_view schema = relation["schemaname"].text();
  return {schema.empty() ? default_schema : std::string(schema),
          std::string(relation["relname"].text())};
}

std::vector<std::string> StringsOf(Node node) {
  std::vector<std::string> strings;
  if (node.Is("String")) {
    strings.emplace_back(node["sval"].text());
    return strings;
  }
  const Node list = node.Is("List") ? node["items"] : node;
  for (Node item : list) {
    if (item.Is("String")) strings.emplace_back(item["sval"].text());
  }
  return strings;
}

QualifiedName NameOfList(Node list, const std::string& default_schema) {
  const std::vector<std::string> parts =
      list.Is("ObjectWithArgs") ? StringsOf(list["objname"])
                                : StringsOf(list.Is("TypeName") ? list["names"] : list);
  if (parts.empty()) return {default_schema, ""};
  return {parts.size() > 1 ? parts[parts.size() - 2] : default_schema, parts.back()};
}

TypeText TypeOf(Node type_name) {
  TypeText type;
  const std::vector<std::string> parts = StringsOf(type_name["names"]);
  if (!parts.empty()) type.name = parts.back();
  if (type_name["arrayBounds"].size() > 0) type.name += "[]";
  for (Node modifier : type_name["typmods"]) {
    const Node value = modifier["ival"];
    // A zero is left out of the JSON.
    type.modifiers.push_back(value["ival"].number().value_or(0));
  }
  return type;
}

}  // namespace release::migrations
