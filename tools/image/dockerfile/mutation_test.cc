// Damaged Dockerfiles: every one gets a tree or a diagnosis with a place inside the text.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/image/dockerfile/parser.h"
#include "tools/image/dockerfile/tree.h"
#include "tools/image/dockerfile/tree_json.h"

namespace release::image {
namespace {

constexpr std::string_view kSeeds[] = {
    "# syntax=docker/dockerfile:1\n# escape=`\nARG V=1\nFROM --platform=$P a:$V AS b\nRUN x `\n "
    "y\n",
    "FROM a\nCOPY --from=b --chown=1:2 --exclude=*.c [\"c d\", \"/e\"]\nENV f=\"g h\" i='j' k=l\\ "
    "m\n",
    "FROM a\nRUN <<-EOF cat <<'F' > /x\n\tone\n\tEOF\ntwo ${x:-y}\nF\nHEALTHCHECK --interval=5s "
    "CMD z\n",
    "FROM a\nONBUILD RUN [\"a\", \"\\u00e9\"]\nEXPOSE 80/tcp 90-95\nSHELL [\"sh\"]\nLABEL old "
    "form\n",
};

constexpr std::string_view kPieces[] = {"\\",       "\n",       "\r\n",
                                        "\"",       "'",        "`",
                                        "<<",       "<<-E",     "$",
                                        "${",       "}",        "[",
                                        "]",        "--",       "=",
                                        "#",        " ",        "\t",
                                        "\xC2\xA0", "\xFF",     "\xEF\xBB\xBF",
                                        "ONBUILD ", "FROM a\n", "RUN ",
                                        "COPY ",    "\\\n",     "ENV ",
                                        "[[[[[[[[", ":",        "9999999999999999999999",
                                        "{\"a\":",  "\xE2\x80"};

std::string Damaged(std::mt19937& random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  std::string text(kSeeds[below(std::size(kSeeds))]);
  for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
    const std::size_t at = below(text.size() + 1);
    switch (below(4)) {
      case 0:
        text.insert(at, kPieces[below(std::size(kPieces))]);
        break;
      case 1:
        text.erase(at, below(6));
        break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      default:
        text.insert(at, text.substr(below(text.size() + 1), below(30)));
    }
  }
  return text;
}

TEST(MutationTest, EveryTextHasAnAnswer) {
  std::mt19937 random(20240603);
  std::size_t trees = 0;
  std::size_t refusals = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string text = Damaged(random);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    const absl::StatusOr<Dockerfile> dockerfile = ParseDockerfile(text, "D");
    if (!dockerfile.ok()) {
      ++refusals;
      const v1::Diagnosis diagnosis = DiagnosisOf(dockerfile.status());
      ASSERT_TRUE(diagnosis.code().starts_with("DOCKERFILE-")) << text;
      ASSERT_LE(diagnosis.place().line(), lines) << text;
      ASSERT_FALSE(ErrorJson(diagnosis).empty());
      continue;
    }
    ++trees;
    int last = 0;
    for (const Instruction& instruction : dockerfile->instructions) {
      ASSERT_GT(instruction.first_line, last) << text;
      ASSERT_GE(instruction.last_line, instruction.first_line) << text;
      last = instruction.last_line;
    }
    ASSERT_LE(static_cast<std::size_t>(last), lines) << text;
    ASSERT_FALSE(TreeJson(*dockerfile).empty());
  }
  // Both kinds of answer are really exercised.
  EXPECT_GT(trees, 1000u);
  EXPECT_GT(refusals, 1000u);
}

TEST(MutationTest, DeepNestingHasAnAnswer) {
  std::string onbuild = "FROM a\n";
  std::string substitution = "FROM a\nRUN ";
  for (int i = 0; i < 6000; ++i) {
    onbuild += "ONBUILD ";
    substitution += "${a:-";
  }
  const std::string array = "FROM a\nCMD " + std::string(30000, '[');
  EXPECT_EQ(DiagnosisOf(ParseDockerfile(onbuild, "D").status()).code(), "DOCKERFILE-ONBUILD");
  EXPECT_TRUE(ParseDockerfile(substitution, "D").ok());
  EXPECT_TRUE(ParseDockerfile(array, "D").ok());
  EXPECT_FALSE(ParseDockerfile(array + std::string(30000, ']'), "D").ok());
}

}  // namespace
}  // namespace release::image
