#include "plugins/lib/postgres/server_error.h"

#include "absl/strings/numbers.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

std::string Field(const PGresult* result, int code) {
  const char* value = PQresultErrorField(result, code);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string ServerError::Line() const {
  return sqlstate.empty() ? message : Concat(message, " (SQLSTATE ", sqlstate, ")");
}

ServerError ReadServerError(const PGresult* result) {
  ServerError error;
  error.severity = Field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (error.severity.empty()) error.severity = Field(result, PG_DIAG_SEVERITY);
  error.sqlstate = Field(result, PG_DIAG_SQLSTATE);
  error.message = Field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (error.message.empty()) error.message = PQresultErrorMessage(result);
  while (!error.message.empty() && error.message.back() == '\n') error.message.pop_back();
  error.detail = Field(result, PG_DIAG_MESSAGE_DETAIL);
  error.hint = Field(result, PG_DIAG_MESSAGE_HINT);
  error.context = Field(result, PG_DIAG_CONTEXT);
  if (!absl::SimpleAtoi(Field(result, PG_DIAG_STATEMENT_POSITION), &error.position)) {
    error.position = 0;
  }
  return error;
}

bool EndsSession(std::string_view sqlstate) {
  return sqlstate == "57P01" || sqlstate == "57P02" || sqlstate == "57P03" || sqlstate == "57P05" ||
         sqlstate.starts_with("08");
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      line.push_back(c);
    } else if (!line.empty() && line.back() != ' ') {
      line.push_back(' ');
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

size_t ByteOffset(std::string_view text, size_t position) {
  size_t offset = 0;
  for (size_t seen = 1; offset < text.size(); ++offset) {
    const bool starts_character = (static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80;
    if (starts_character && seen++ == position) break;
  }
  return offset;
}

}  // namespace release::postgres
