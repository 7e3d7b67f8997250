#include "tools/migrations/sql/parse.h"

#include <pg_query.h>
#include <pthread.h>

#include <cstdlib>
#include <string_view>

namespace release::migrations {
namespace {

// Untouched pages of a stack cost nothing.
constexpr size_t kStackBytes = 512 << 20;

// The parser counts characters, from 1.
size_t ByteOffset(std::string_view text, int characters) {
  size_t offset = 0;
  for (int left = characters - 1; left > 0 && offset < text.size(); --left) {
    do {
      ++offset;
    } while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80);
  }
  return offset;
}

SyntaxError ErrorOf(const PgQueryError& error, std::string_view statement) {
  const char* message = error.message == nullptr ? "the parser gave up" : error.message;
  return {message, ByteOffset(statement, error.cursorpos)};
}

void* Run(void* work) {
  (*static_cast<const std::function<void()>*>(work))();
  return nullptr;
}

}  // namespace

ParsedSql ParseSql(const std::string& statement) {
  ParsedSql parsed;
  if (statement.size() > kLargestTree) {
    const PgQuerySplitResult split = pg_query_split_with_parser(statement.c_str());
    if (split.error != nullptr) parsed.error = ErrorOf(*split.error, statement);
    pg_query_free_split_result(split);
    return parsed;
  }
  const PgQueryParseResult result = pg_query_parse(statement.c_str());
  if (result.error != nullptr) {
    parsed.error = ErrorOf(*result.error, statement);
  } else {
    parsed.tree = Tree::FromJson(result.parse_tree);
  }
  pg_query_free_parse_result(result);
  return parsed;
}

void OnLargeStack(const std::function<void()>& work) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  const bool started =
      pthread_attr_setstacksize(&attributes, kStackBytes) == 0 &&
      pthread_create(&thread, &attributes, Run, const_cast<std::function<void()>*>(&work)) == 0;
  pthread_attr_destroy(&attributes);
  if (!started) std::abort();  // no address space for one thread: nothing else would work either
  pthread_join(thread, nullptr);
}

}  // namespace release::migrations
