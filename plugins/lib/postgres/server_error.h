// An error or notice of the server, taken apart.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_SERVER_ERROR_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_SERVER_ERROR_H_

#include <libpq-fe.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace release::postgres {

struct ServerError {
  std::string severity;  // ERROR, FATAL, PANIC; for notices NOTICE, WARNING, INFO, ...
  std::string sqlstate;  // five characters; empty when libpq itself made the error
  std::string message;
  std::string detail;
  std::string hint;
  std::string context;
  size_t position = 0;  // from 1, in characters of the statement that was sent; 0 when unknown

  // `relation "t" does not exist (SQLSTATE 42P01)`.
  std::string Line() const;
};

ServerError ReadServerError(const PGresult* result);

// True for the SQLSTATEs by which a server ends the session: the connection is gone or about to be.
bool EndsSession(std::string_view sqlstate);

// `text` with every run of white space, also line ends, as one blank.
std::string OneLine(std::string_view text);

// The byte offset of a character position (from 1) in UTF-8 text; at most text.size().
size_t ByteOffset(std::string_view text, size_t position);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_SERVER_ERROR_H_
