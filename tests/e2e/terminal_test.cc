// A person at a terminal: the question, its answers, Ctrl-C, colours.
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/e2e/release_fixture.h"

namespace release::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kQuestion[] = "Apply this plan? [y/N] ";

class TerminalTest : public ReleaseFixture {
 protected:
  TerminalTest() {
    manifest_.set_approval(v1::APPROVAL_PROMPT);
    environment_["TERM"] = "xterm";
    AddChaos("first");
  }

  struct Session {
    int code = -1;
    std::string screen;
  };

  // Runs `release` on a terminal of its own and types `answer` at the question.
  Session Type(const std::string& answer) {
    const Command command = CommandFor({});
    std::vector<char*> argv, env;
    for (const std::string& argument : command.argv) {
      argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    std::vector<std::string> variables;
    for (const auto& [name, value] : command.env) variables.push_back(name + "=" + value);
    for (std::string& variable : variables) env.push_back(variable.data());
    env.push_back(nullptr);

    int terminal = -1;
    const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
      execve(argv[0], argv.data(), env.data());
      _exit(127);
    }
    Session session;
    bool answered = false;
    char byte = 0;
    while (read(terminal, &byte, 1) == 1) {  // EIO once the child is gone
      session.screen += byte;
      if (answered || session.screen.find(kQuestion) == std::string::npos) continue;
      answered = true;
      EXPECT_EQ(write(terminal, answer.data(), answer.size()), static_cast<ssize_t>(answer.size()));
    }
    int status = 0;
    waitpid(child, &status, 0);
    close(terminal);
    EXPECT_TRUE(answered) << session.screen;
    EXPECT_TRUE(WIFEXITED(status)) << session.screen;
    session.code = WEXITSTATUS(status);
    return session;
  }
};

TEST_F(TerminalTest, AYesReleases) {
  const Session session = Type("y\n");
  EXPECT_EQ(session.code, 0) << session.screen;
  EXPECT_EQ(TimesApplied("first"), 1U);
}

TEST_F(TerminalTest, ThePlanIsOnTheScreenBeforeTheQuestion) {
  const std::string screen = Type("n\n").screen;
  EXPECT_LT(screen.find("Plan: 1 change"), screen.find(kQuestion)) << screen;
}

TEST_F(TerminalTest, ANoTouchesNothing) {
  const Session session = Type("n\n");
  EXPECT_EQ(session.code, 3) << session.screen;
  EXPECT_THAT(session.screen, HasSubstr("RELEASE-NOT-APPROVED"));
  EXPECT_EQ(TimesApplied("first"), 0U);
}

TEST_F(TerminalTest, CtrlCAtTheQuestionTouchesNothing) {
  const Session session = Type("\x03");
  EXPECT_EQ(session.code, 5) << session.screen;
  EXPECT_THAT(session.screen, HasSubstr("nothing was changed"));
  EXPECT_EQ(TimesApplied("first"), 0U);
}

TEST_F(TerminalTest, ATerminalGetsColoursUnlessNoColorIsSet) {
  EXPECT_THAT(Type("n\n").screen, HasSubstr("\x1b["));
  environment_["NO_COLOR"] = "1";
  EXPECT_THAT(Type("n\n").screen, Not(HasSubstr("\x1b[")));
}

}  // namespace
}  // namespace release::e2e
