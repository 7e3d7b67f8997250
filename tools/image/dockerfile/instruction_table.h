// What each instruction is called, how its arguments are written and which flags it takes.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_INSTRUCTION_TABLE_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_INSTRUCTION_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

enum class ArgumentForm {
  kText,         // one raw string
  kWords,        // between white space
  kQuotedWords,  // between white space that is not quoted
  kKeyValues,    // `key=value ...` or `key value`
  kJsonOrText,   // a JSON array of strings, else one raw string
  kJsonOrWords,  // a JSON array of strings, else words
  kHealth,       // a type, then kJsonOrText
  kInstruction,  // an instruction
};

enum class FlagForm {
  kBool,    // `--name`, `--name=true` or `--name=false`, once
  kValue,   // `--name=value`, once
  kValues,  // `--name=value`, any number of times
};

struct FlagRow {
  std::string name;
  FlagForm form;
  // What the value may be; empty for anything.
  std::vector<std::string> values = {};
};

struct InstructionRow {
  std::string name;  // lower case
  ArgumentForm form;
  // The arguments' quotes are the builder's, not a shell's.
  bool quotes = false;
  std::vector<FlagRow> flags = {};
};

// The row of an instruction, by its name in lower case; null when there is none.
const InstructionRow* FindInstruction(std::string_view name);

// All names in upper case, as people write them.
std::vector<std::string> InstructionNames();

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_INSTRUCTION_TABLE_H_
