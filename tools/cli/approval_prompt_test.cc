#include "tools/cli/approval_prompt.h"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "gtest/gtest.h"

namespace release {
namespace {

// Runs Ask in a child whose terminal is ours, types `line`, and gives the answer.
class Terminal {
 public:
  explicit Terminal(bool interrupt = false) {
    child_ = forkpty(&master_, nullptr, nullptr, nullptr);
    if (child_ != 0) return;
    ApprovalPrompt prompt;
    if (interrupt) prompt.Interrupt();
    _exit(static_cast<int>(prompt.Ask("Apply? [y/N] ")));
  }
  ~Terminal() { close(master_); }

  std::string ReadQuestion() const {
    std::string text;
    char byte = 0;
    while (text.find("[y/N] ") == std::string::npos && read(master_, &byte, 1) == 1) text += byte;
    return text;
  }

  Answer Type(const std::string& line) const {
    EXPECT_EQ(write(master_, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    return Result();
  }

  Answer Result() const {
    int status = 0;
    waitpid(child_, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    return static_cast<Answer>(WEXITSTATUS(status));
  }

 private:
  int master_ = -1;
  pid_t child_ = -1;
};

Answer AnswerTo(const std::string& line) {
  const Terminal terminal;
  EXPECT_EQ(terminal.ReadQuestion(), "Apply? [y/N] ");
  return terminal.Type(line);
}

TEST(ApprovalPromptTest, OnlyAClearYesIsAYes) {
  EXPECT_EQ(AnswerTo("y\n"), Answer::kYes);
  EXPECT_EQ(AnswerTo("Y\n"), Answer::kYes);
  EXPECT_EQ(AnswerTo("yes\n"), Answer::kYes);
  EXPECT_EQ(AnswerTo("\n"), Answer::kNo);
  EXPECT_EQ(AnswerTo("n\n"), Answer::kNo);
  EXPECT_EQ(AnswerTo("yesterday\n"), Answer::kNo);
  EXPECT_EQ(AnswerTo(" y\n"), Answer::kNo);
}

TEST(ApprovalPromptTest, TheEndOfInputIsANo) { EXPECT_EQ(AnswerTo("\x04"), Answer::kNo); }

TEST(ApprovalPromptTest, AnInterruptEndsTheQuestion) {
  const Terminal terminal(/*interrupt=*/true);
  EXPECT_EQ(terminal.Result(), Answer::kInterrupted);
}

TEST(ApprovalPromptTest, WithoutATerminalNobodyIsAsked) {
  const pid_t child = fork();
  if (child == 0) {
    setsid();  // no controlling terminal any more
    _exit(static_cast<int>(ApprovalPrompt().Ask("Apply? [y/N] ")));
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(static_cast<Answer>(WEXITSTATUS(status)), Answer::kNoTerminal);
}

}  // namespace
}  // namespace release
