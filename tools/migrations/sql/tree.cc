#include "tools/migrations/sql/tree.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

namespace release::migrations {
namespace {

using Json = nlohmann::json;

// {"TypeName": {...}} wraps a node whose struct is not fixed by its field; fields begin in lower
// case.
bool NamesKind(const std::string& key) { return !key.empty() && key[0] >= 'A' && key[0] <= 'Z'; }

}  // namespace

// Receives the JSON piece by piece, so that no second tree is built and nothing recurses.
class TreeBuilder : public nlohmann::json_sax<Json> {
 public:
  explicit TreeBuilder(Tree& tree) : values_(tree.values_) {}

  bool null() override { return Scalar(""); }
  bool boolean(bool value) override { return Scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return Scalar(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Scalar(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return Scalar(text); }
  bool string(string_t& value) override { return Scalar(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return Open(); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(); }
  bool end_array() override { return Close(); }

  bool key(string_t& key) override {
    if (NamesKind(key)) {
      values_[open_.back()].kind = std::move(key);
      wraps_ = true;
    } else {
      key_ = std::move(key);
    }
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  size_t Add() {
    const size_t index = values_.size();
    Tree::Value& value = values_.emplace_back();
    value.key = std::exchange(key_, "");
    if (open_.empty()) return index;
    Tree::Value& parent = values_[open_.back()];
    (parent.first == Tree::kNone ? parent.first : values_[parent.last].next) = index;
    parent.last = index;
    return index;
  }
  bool Open() {
    // The struct inside a wrapper is the wrapper's own node.
    open_.push_back(std::exchange(wraps_, false) ? open_.back() : Add());
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }
  bool Scalar(std::string text) {
    values_[Add()].scalar = std::move(text);
    return true;
  }

  std::vector<Tree::Value>& values_;
  std::vector<size_t> open_;
  std::string key_;
  bool wraps_ = false;
};

std::unique_ptr<Tree> Tree::FromJson(std::string_view json) {
  auto tree = std::make_unique<Tree>();
  TreeBuilder builder(*tree);
  if (!Json::sax_parse(json.begin(), json.end(), &builder)) return nullptr;
  return tree;
}

Node Tree::statement() const {
  if (values_.empty()) return {};
  return Node(this, 0)["stmts"].front()["stmt"];
}

std::string_view Node::kind() const {
  return tree_ == nullptr ? std::string_view() : tree_->values_[index_].kind;
}

std::string_view Node::text() const {
  return tree_ == nullptr ? std::string_view() : tree_->values_[index_].scalar;
}

std::optional<int64_t> Node::number() const {
  const std::string_view digits = text();
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

Node Node::operator[](std::string_view field) const {
  if (tree_ == nullptr) return {};
  for (size_t i = tree_->values_[index_].first; i != Tree::kNone; i = tree_->values_[i].next) {
    if (tree_->values_[i].key == field) return {tree_, i};
  }
  return {};
}

Node::Iterator Node::begin() const {
  return {tree_, tree_ == nullptr ? Tree::kNone : tree_->values_[index_].first};
}

Node::Iterator Node::end() const { return {tree_, Tree::kNone}; }

Node::Iterator& Node::Iterator::operator++() {
  index_ = tree_->values_[index_].next;
  return *this;
}

size_t Node::size() const {
  size_t count = 0;
  for (Iterator i = begin(); i != end(); ++i) ++count;
  return count;
}

Node Node::front() const { return begin() == end() ? Node() : *begin(); }

Node Node::back() const {
  if (tree_ == nullptr || tree_->values_[index_].last == Tree::kNone) return {};
  return {tree_, tree_->values_[index_].last};
}

std::optional<size_t> Node::location() const {
  const std::optional<int64_t> offset = (*this)["location"].number();
  if (!offset || *offset < 0) return std::nullopt;
  return static_cast<size_t>(*offset);
}

}  // namespace release::migrations
