#include "tools/image/build/signals.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

// Linux's highest real-time signal.
constexpr int kLastSignal = 64;

}  // namespace

std::vector<std::string> SignalNames() {
  std::vector<std::string> names;
  for (const char* name :
       {"ABRT", "ALRM",   "BUS",  "CHLD",   "CLD",   "CONT", "FPE",  "HUP",   "ILL",
        "INT",  "IO",     "IOT",  "KILL",   "PIPE",  "POLL", "PROF", "PWR",   "QUIT",
        "SEGV", "STKFLT", "STOP", "SYS",    "TERM",  "TRAP", "TSTP", "TTIN",  "TTOU",
        "URG",  "USR1",   "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX"}) {
    names.push_back(absl::StrCat("SIG", name));
  }
  for (int offset = 1; offset <= 15; ++offset) names.push_back(absl::StrCat("SIGRTMIN+", offset));
  for (int offset = 1; offset <= 14; ++offset) names.push_back(absl::StrCat("SIGRTMAX-", offset));
  return names;
}

bool IsSignal(std::string_view text) {
  int number = 0;
  if (absl::SimpleAtoi(AbslView(text), &number)) return number >= 1 && number <= kLastSignal;
  std::string name = absl::AsciiStrToUpper(AbslView(text));
  if (!name.starts_with("SIG")) name = "SIG" + name;
  const std::vector<std::string> names = SignalNames();
  return std::count(names.begin(), names.end(), name) > 0;
}

}  // namespace release::image
