#include "tools/image/dockerfile/tree_json.h"

#include <gtest/gtest.h>

#include <string_view>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/image/dockerfile/parser.h"

namespace release::image {
namespace {

constexpr std::string_view kTree = R"({
  "escape": "\\",
  "directives": [
    {
      "name": "syntax",
      "value": "a",
      "line": 1
    }
  ],
  "instructions": [
    {
      "instruction": "from",
      "flags": [],
      "arguments": [
        "b"
      ],
      "json": false,
      "heredocs": [],
      "first_line": 2,
      "last_line": 2
    },
    {
      "instruction": "onbuild",
      "flags": [],
      "arguments": [
        "run",
        "<<-'E'"
      ],
      "json": false,
      "heredocs": [
        {
          "name": "E",
          "content": "\tc\n",
          "expand": false,
          "chomp": true
        }
      ],
      "first_line": 3,
      "last_line": 5,
      "trigger": {
        "instruction": "run",
        "flags": [
          "--network=none"
        ],
        "arguments": [
          "<<-'E'"
        ],
        "json": false,
        "heredocs": [],
        "first_line": 3,
        "last_line": 3
      }
    },
    {
      "instruction": "maintainer",
      "flags": [],
      "arguments": [
        "d"
      ],
      "json": false,
      "heredocs": [],
      "first_line": 6,
      "last_line": 6
    }
  ],
  "warnings": [
    {
      "code": "DOCKERFILE-MAINTAINER",
      "what": "MAINTAINER is deprecated: use a LABEL",
      "line": 6
    }
  ]
}
)";

TEST(TreeJsonTest, KeysAreInTheirOrder) {
  const auto dockerfile = ParseDockerfile(
      "# syntax=a\nFROM b\nONBUILD RUN --network=none <<-'E'\n\tc\nE\nMAINTAINER d\n", "D");
  ASSERT_TRUE(dockerfile.ok()) << dockerfile.status();
  EXPECT_EQ(TreeJson(*dockerfile), kTree);
}

TEST(TreeJsonTest, BytesThatAreNoUtf8AreReplaced) {
  const auto dockerfile = ParseDockerfile("FROM a\nRUN \xFF\n", "D");
  ASSERT_TRUE(dockerfile.ok()) << dockerfile.status();
  EXPECT_NE(TreeJson(*dockerfile).find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(TreeJsonTest, AnErrorHasItsPlace) {
  const auto dockerfile = ParseDockerfile("FROM a\n RNU b\n", "c/D");
  EXPECT_EQ(ErrorJson(DiagnosisOf(dockerfile.status())), R"({
  "error": {
    "code": "DOCKERFILE-INSTRUCTION",
    "what": "unknown instruction `RNU`; did you mean `RUN`?",
    "why": "a line of a Dockerfile begins with an instruction, a comment or, behind a line that ends in the escape character, goes on",
    "fix": "write `RUN`",
    "file": "c/D",
    "line": 2,
    "column": 2,
    "excerpt": " RNU b"
  }
}
)");
}

}  // namespace
}  // namespace release::image
