// Asks a person at the terminal.
#ifndef RELEASE_TOOLS_CLI_APPROVAL_PROMPT_H_
#define RELEASE_TOOLS_CLI_APPROVAL_PROMPT_H_

#include <string>

#include "tools/base/file_descriptor.h"

namespace release {

enum class Answer {
  kYes,
  kNo,          // anything but y or yes, or the end of input
  kNoTerminal,  // nobody can be asked
  kInterrupted,
};

// Threads: Ask by one, Interrupt by any.
class ApprovalPrompt {
 public:
  ApprovalPrompt();

  // Writes `question` to the terminal and reads one line from it. The terminal
  // is the process's own, not its standard input.
  Answer Ask(const std::string& question);

  // Ends a question that is open, or the next one.
  void Interrupt();

 private:
  FileDescriptor interrupt_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_APPROVAL_PROMPT_H_
