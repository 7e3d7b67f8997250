// The syntax tree of one statement, as PostgreSQL's parser sees it.
//
// A node is what libpg_query's JSON holds: a kind ("AlterTableStmt"; the structs of PostgreSQL's
// parsenodes.h), named fields, or a list, or a scalar. Asking for what is not there gives an empty
// node, whose every answer is empty too, so a path needs no checks on its way:
//
//   statement["relation"]["relname"].text()
//   for (Node command : statement["cmds"]) ...
#ifndef RELEASE_TOOLS_MIGRATIONS_SQL_TREE_H_
#define RELEASE_TOOLS_MIGRATIONS_SQL_TREE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace release::migrations {

class Tree;

// A view into a Tree, which outlives it. Cheap to copy.
class Node {
 public:
  Node() = default;

  // False for what is not there.
  explicit operator bool() const { return tree_ != nullptr; }

  // "AlterTableStmt"; empty for lists, scalars and fields whose struct is fixed (a RangeVar).
  std::string_view kind() const;
  bool Is(std::string_view kind) const { return this->kind() == kind; }

  // A field.
  Node operator[](std::string_view field) const;

  // A scalar: text, an enumeration's name ("AT_DropColumn"), a number as written.
  std::string_view text() const;
  bool flag() const { return text() == "true"; }
  std::optional<int64_t> number() const;

  // Elements of a list, or the fields of a struct in their order.
  class Iterator;
  Iterator begin() const;
  Iterator end() const;
  size_t size() const;
  Node front() const;
  Node back() const;

  // Byte offset in the statement's text where the parser says that the node begins. Absent
  // for nodes that carry none, and for offset 0, which its JSON leaves out.
  std::optional<size_t> location() const;

 private:
  friend class Tree;
  Node(const Tree* tree, size_t index) : tree_(tree), index_(index) {}

  const Tree* tree_ = nullptr;
  size_t index_ = 0;
};

class Node::Iterator {
 public:
  Iterator(const Tree* tree, size_t index) : tree_(tree), index_(index) {}
  Node operator*() const { return {tree_, index_}; }
  Iterator& operator++();
  bool operator==(const Iterator&) const = default;

 private:
  const Tree* tree_;
  size_t index_;
};

// Owns the nodes. Made once by FromJson, then only read.
class Tree {
 public:
  // `json` is what pg_query_parse() gives. Absent when it is no such JSON: names cut inside a
  // character make it invalid UTF-8.
  static std::unique_ptr<Tree> FromJson(std::string_view json);

  // The first statement; an empty node when there is none.
  Node statement() const;

 private:
  friend class Node;
  friend class Node::Iterator;
  friend class TreeBuilder;

  static constexpr size_t kNone = static_cast<size_t>(-1);

  struct Value {
    std::string key;   // name of the field that it is, in a struct
    std::string kind;  // of a struct
    std::string scalar;
    size_t first = kNone;
    size_t last = kNone;
    size_t next = kNone;
  };

  std::vector<Value> values_;  // the root comes first
};

// Calls `visit` for every node below `root`, parents first, in the order of the text; `root` too.
// Not recursive: depth is bounded by memory alone.
template <typename Visit>
void ForEachNode(Node root, const Visit& visit) {
  std::vector<Node> open = {root};
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    if (!node) continue;
    visit(node);
    const size_t mark = open.size();
    for (Node child : node) open.push_back(child);
    for (size_t a = mark, b = open.size(); a + 1 < b; ++a) std::swap(open[a], open[--b]);
  }
}

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_SQL_TREE_H_
