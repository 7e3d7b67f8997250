#include "tools/base/secret.h"

#include <fstream>
#include <sstream>
#include <type_traits>
#include <utility>

#include "gtest/gtest.h"

namespace release {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(!Printable<Secret>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<Secret, std::string>);

TEST(SecretTest, GivesBackTheValue) {
  const Secret secret = Secret::Of(std::string("hunter2\0tail", 12));
  EXPECT_EQ(secret.Reveal(), std::string_view("hunter2\0tail", 12));
}

TEST(SecretTest, TheStringItCameInIsWiped) {
  std::string value = "a value longer than the small string buffer";
  const char* bytes = value.data();
  const size_t size = value.size();
  const Secret secret = Secret::Of(std::move(value));
  EXPECT_TRUE(value.empty());  // NOLINT(bugprone-use-after-move): the contract of Of
  EXPECT_EQ(std::string_view(bytes, size), std::string(size, '\0'));
}

TEST(SecretTest, MovingLeavesNothingBehind) {
  Secret first = Secret::Of("one");
  Secret second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(second.Reveal(), "one");
  second = Secret::Of("two");
  EXPECT_EQ(second.Reveal(), "two");
}

TEST(SecretTest, CopyIsIndependent) {
  Secret original = Secret::Of("value");
  const Secret copy = original.Copy();
  original = Secret();
  EXPECT_EQ(copy.Reveal(), "value");
}

TEST(SecretTest, EmptyValueIsEmpty) {
  EXPECT_TRUE(Secret::Of("").empty());
  EXPECT_EQ(Secret().Reveal(), "");
}

// The flags of the mapping that holds the value, from /proc/self/smaps.
std::string FlagsOfMapping(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    uintptr_t start, end;
    char dash;
    std::istringstream words(line);
    if (words >> std::hex >> start >> dash >> end && dash == '-') {
      inside = start <= wanted && wanted < end;
    }
    if (inside && line.rfind("VmFlags:", 0) == 0) return line + " ";
  }
  return "";
}

TEST(SecretTest, ValueIsLockedAndNotInCoreDumps) {
  const Secret secret = Secret::Of("hunter2");
  const std::string flags = FlagsOfMapping(secret.Reveal().data());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they make mlock do nothing
  EXPECT_NE(flags.find(" lo "), std::string::npos) << flags;
#endif
  EXPECT_NE(flags.find(" dd "), std::string::npos) << flags;
}

TEST(WipeStringTest, TailOfAShortenedStringIsWipedToo) {
  std::string value = "a value longer than the small string buffer";
  const char* bytes = value.data();
  const size_t size = value.size();
  value.resize(2);
  WipeString(value);
  EXPECT_EQ(std::string_view(bytes, size), std::string(size, '\0'));
}

}  // namespace
}  // namespace release
