// What a Dockerfile says, before any variable is expanded: BuildKit's parse tree as plain values.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_TREE_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace release::image {

// `# name=value` at the top of the file.
struct Directive {
  std::string name;  // "syntax", "escape" or "check"
  std::string value;
  int line = 0;  // from 1
};

// A document that follows its instruction: `RUN <<EOF`.
struct Heredoc {
  std::string name;
  std::string content;           // as written, with line endings; leading tabs are still there
  bool expand = true;            // false when a part of the name was quoted
  bool chomp = false;            // `<<-`: leading tabs are dropped on use, see WithoutLeadingTabs()
  std::uint64_t descriptor = 0;  // the digits before `<<`
};

// One instruction.
struct Instruction {
  std::string name;      // lower case: "run"
  std::string original;  // the logical line: continuation lines joined, comments taken out

  // `--name` or `--name=value`, unquoted, in order.
  std::vector<std::string> flags;

  // As BuildKit's tree has them, quotes and escapes of words kept:
  //   RUN CMD ENTRYPOINT SHELL             the JSON array's strings, or one raw string
  //   ADD COPY VOLUME                      the JSON array's strings, or the words
  //   EXPOSE FROM ARG                      the words
  //   ENV LABEL                            triples key, value, "=" or "" (the form `KEY value`)
  //   HEALTHCHECK                          the type as written, then as CMD
  //   ONBUILD                              the trigger's name in lower case, then its arguments
  //   MAINTAINER STOPSIGNAL USER WORKDIR   one raw string
  std::vector<std::string> arguments;

  bool json = false;  // the arguments were a JSON array
  std::vector<Heredoc> heredocs;
  int first_line = 0;  // from 1
  int last_line = 0;   // with the heredocs' last terminator

  // ONBUILD only: the instruction that it keeps for later; exactly one. Its heredocs are above.
  std::vector<Instruction> trigger;
};

// Something that builds, and that its author should look at.
struct Warning {
  std::string code;  // stable, `DOCKERFILE-...`
  std::string what;
  int line = 0;
};

struct Dockerfile {
  char escape = '\\';
  std::vector<Directive> directives;
  std::vector<Instruction> instructions;  // at least one
  std::vector<Warning> warnings;          // by line
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_TREE_H_
