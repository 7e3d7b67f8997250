// The redactor against a slow one that is easy to believe, on random texts made to collide: few
// letters, secrets that are pieces of each other. The seeds are fixed, so a failure repeats.
#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tools/coordinator/redaction/encoded_forms.h"
#include "tools/coordinator/redaction/redactor.h"

namespace release {
namespace {

constexpr std::string_view kMark = "[secret S]";

// Marks every byte that an occurrence covers; stretches that do not overlap stay apart.
std::string SlowRedact(const std::vector<std::string>& values, std::string_view text) {
  std::vector<std::pair<size_t, size_t>> found;
  for (const std::string& value : values) {
    for (const std::string& form : EncodedForms(value, Redactor::kShortest)) {
      for (size_t at = text.find(form); at != std::string_view::npos;
           at = text.find(form, at + 1)) {
        found.emplace_back(at, at + form.size());
      }
    }
  }
  std::sort(found.begin(), found.end());
  std::string out;
  size_t done = 0;
  for (size_t i = 0; i < found.size();) {
    auto [start, end] = found[i];
    for (++i; i < found.size() && found[i].first < end; ++i) end = std::max(end, found[i].second);
    out += text.substr(done, start - done);
    out += kMark;
    done = end;
  }
  return out + std::string(text.substr(done));
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random_);
  }

  std::string Letters(size_t size, std::string_view alphabet) {
    std::string text;
    while (text.size() < size) text += alphabet[Below(alphabet.size())];
    return text;
  }

 private:
  std::mt19937 random_;
};

TEST(RedactorPropertyTest, AgreesWithTheSlowOneInAnyPieces) {
  size_t masked = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Generator generator(seed);
    const std::string_view alphabet = seed % 2 == 0 ? "ab" : "a\"/%\n";
    std::vector<std::string> values;
    Redactor redactor;
    while (values.size() < 4) {
      std::string value = "a" + generator.Letters(5 + generator.Below(9), alphabet) + "b";
      if (value.find('\n') != std::string::npos) value = value.substr(0, 11);  // no line is long
      if (value.back() == '\n' || value.size() < Redactor::kShortest) continue;
      ASSERT_TRUE(redactor.AddSecret("S", value).ok());
      values.push_back(std::move(value));
    }
    std::string text;
    while (text.size() < 300) {
      const std::string& value = values[generator.Below(values.size())];
      const auto forms = EncodedForms(value, Redactor::kShortest);
      const std::string& form =
          *std::next(forms.begin(), static_cast<long>(generator.Below(forms.size())));
      // Whole, cut short or begun late, so that near misses are as frequent as hits.
      text += form.substr(generator.Below(2) * generator.Below(form.size()));
      text.resize(text.size() -
                  generator.Below(2) * generator.Below(std::min<size_t>(4, text.size())));
      text += generator.Letters(generator.Below(4), alphabet);
    }
    const std::string expected = SlowRedact(values, text);
    masked += expected != text;
    ASSERT_EQ(redactor.Redact(text), expected) << "seed " << seed;
    Redactor::Stream stream(redactor);
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
      const size_t size = std::min(rest.size(), generator.Below(12));
      out += stream.Push(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    ASSERT_EQ(out + stream.Flush(), expected) << "seed " << seed;
  }
  EXPECT_GT(masked, 350u) << "the texts hold secrets";
}

// Work for a text of `size` bytes that never leaves a secret's beginning or end.
absl::Duration TimeFor(const Redactor& redactor, std::string_view piece, size_t size) {
  std::string text;
  while (text.size() < size) text += piece;
  const auto start = std::chrono::steady_clock::now();
  const std::string out = redactor.Redact(text);
  EXPECT_LE(out.size(), text.size() * 2);
  return absl::FromChrono(std::chrono::steady_clock::now() - start);
}

TEST(RedactorPropertyTest, TimeGrowsWithTheTextAlone) {
  Redactor redactor;
  ASSERT_TRUE(redactor.AddSecret("A", std::string(2000, 'a') + "b").ok());
  ASSERT_TRUE(redactor.AddSecret("C", "cdcdcd").ok());
  // Near misses of a long secret, and a text that is one endless mask. A quadratic matcher needs
  // minutes for either.
  for (const std::string_view piece : {"a", "cd", "aab"}) {
    EXPECT_LT(TimeFor(redactor, piece, 8 << 20), absl::Seconds(20)) << piece;
  }
}

TEST(RedactorPropertyTest, AnEndlessMaskIsOneMark) {
  Redactor redactor;
  ASSERT_TRUE(redactor.AddSecret("S", "ababab").ok());
  Redactor::Stream stream(redactor);
  std::string out;
  for (int i = 0; i < 100'000; ++i) out += stream.Push("ab");
  EXPECT_EQ(out, "") << "it may still grow";
  out += stream.Push("x");
  out += stream.Flush();
  EXPECT_EQ(out, "[secret S]x");
}

}  // namespace
}  // namespace release
