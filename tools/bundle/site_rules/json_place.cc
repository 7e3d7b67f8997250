#include "tools/bundle/site_rules/json_place.h"

#include <nlohmann/json.hpp>

namespace release::bundle {
namespace {

using Json = nlohmann::json;

constexpr int kMostLevels = 10;

// Only listens for the error.
class Listener : public nlohmann::json_sax<Json> {
 public:
  std::optional<std::size_t> offset;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return Deeper(); }
  bool key(string_t&) override { return true; }
  bool end_object() override { return --level_ >= 0; }
  bool start_array(std::size_t) override { return Deeper(); }
  bool end_array() override { return --level_ >= 0; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    offset = position == 0 ? 0 : position - 1;
    return false;
  }

 private:
  // Our files have a few levels; a parser of trees must not be asked to build thousands.
  bool Deeper() {
    if (++level_ <= kMostLevels) return true;
    offset = 0;
    return false;
  }

  int level_ = 0;
};

}  // namespace

std::optional<std::size_t> JsonErrorOffset(std::string_view text, bool comments) {
  Listener listener;
  Json::sax_parse(text.begin(), text.end(), &listener, nlohmann::detail::input_format_t::json,
                  /*strict=*/true, comments);
  return listener.offset;
}

}  // namespace release::bundle
