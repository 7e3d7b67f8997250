#include "tools/bundle/pack/pack_worker.h"

#include <gtest/gtest.h>

#include "tools/base/diagnosis.h"

namespace release::bundle {
namespace {

TEST(BundleConfigTest, KeepsTheConfigAndPointsItAtTheScript) {
  const auto config = BundleConfig(
      "// why\n{\"name\": \"w\", \"main\": \"src/index.ts\", /* more */ \"vars\": {\"A\": 1}}",
      "wrangler.jsonc", "w");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(*config,
            "{\n  \"name\": \"w\",\n  \"main\": \"index.js\",\n  \"vars\": {\n    \"A\": 1\n  },\n"
            "  \"no_bundle\": true\n}\n");
}

struct Case {
  const char* text;
  const char* code;
  uint32_t line;
  uint32_t column;
};

TEST(BundleConfigTest, TellsWhereAConfigIsWrong) {
  const Case cases[] = {
      {"{\"name\": \"w\",\n}", "WORKER-CONFIG-NOT-JSON", 2, 1},
      {"", "WORKER-CONFIG-NOT-JSON", 1, 1},
      {"{\n  \"name\": \"other\"}", "WORKER-CONFIG-NAME", 2, 3},
      {"{\"main\": \"x\"}", "WORKER-CONFIG-NAME", 1, 14},
      {"[]", "WORKER-CONFIG-NAME", 1, 3},
  };
  for (const Case& row : cases) {
    const auto config = BundleConfig(row.text, "app/wrangler.jsonc", "w");
    ASSERT_FALSE(config.ok()) << row.text;
    const v1::Diagnosis diagnosis = DiagnosisOf(config.status());
    EXPECT_EQ(diagnosis.code(), row.code) << row.text;
    EXPECT_EQ(diagnosis.place().file(), "app/wrangler.jsonc");
    EXPECT_EQ(diagnosis.place().line(), row.line) << row.text;
    EXPECT_EQ(diagnosis.place().column(), row.column) << row.text;
  }
}

}  // namespace
}  // namespace release::bundle
