// The two lines of stderr by which a host explains its end, and the reader of symbol tables.
#include <string>

#include "gtest/gtest.h"
#include "tools/step_host/crash_line.h"
#include "tools/step_host/diagnosis_line.h"
#include "tools/step_host/symbolize.h"

namespace release {
namespace {

TEST(CrashLineTest, ALineOfTheHandlerIsRead) {
  const std::optional<CrashLine> crash =
      ParseCrashLine("step-host-crash: signal=11 module=plugin offset=0x1a2b");
  ASSERT_TRUE(crash);
  EXPECT_EQ(crash->signal, 11);
  EXPECT_TRUE(crash->in_plugin);
  EXPECT_EQ(crash->offset, 0x1a2bu);
  EXPECT_FALSE(ParseCrashLine("step-host-crash: signal=6 module=libc.so.6 offset=0x1")->in_plugin);
}

TEST(CrashLineTest, OtherLinesAreNot) {
  for (const char* line :
       {"", "step-host-crash:", "step-host-crash: signal=x module=plugin offset=0x1",
        "step-host-crash: signal=11 module= offset=0x1",
        "step-host-crash: signal=11 module=plugin offset=12",
        "step-host-crash: signal=11 module=plugin offset=0xfffffffffffffffff",
        "a step-host-crash: signal=11 module=plugin offset=0x1"}) {
    EXPECT_FALSE(ParseCrashLine(line)) << line;
  }
}

TEST(DiagnosisLineTest, WhatIsWrittenIsReadAgain) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("HOST-DIGEST");
  diagnosis.set_why("two\nlines");
  diagnosis.set_retry(v1::RETRY_NEVER);
  std::string line = DiagnosisLine(diagnosis);
  ASSERT_EQ(line.back(), '\n');
  line.pop_back();
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(ParseDiagnosisLine(line)->SerializeAsString(), diagnosis.SerializeAsString());
  EXPECT_FALSE(ParseDiagnosisLine("step-host-diagnosis: {\"code\":"));
  EXPECT_FALSE(ParseDiagnosisLine("plain text"));
}

TEST(SymbolizeTest, WhatIsNoElfFileHasNoFunctions) {
  EXPECT_FALSE(SymbolAt("/proc/self/status", 0));
  EXPECT_FALSE(SymbolAt("/nowhere", 0));
  EXPECT_FALSE(SymbolAt("/proc/self/exe", ~uint64_t{0}));
}

}  // namespace
}  // namespace release
