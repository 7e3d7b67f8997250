#include "tools/coordinator/redaction/embedded_passwords.h"

#include "gtest/gtest.h"

namespace release {
namespace {

using Passwords = std::set<std::string>;

TEST(EmbeddedPasswordsTest, FoundInUrls) {
  EXPECT_EQ(EmbeddedPasswords("postgres://u:p%40ss@h:5432/db"), (Passwords{"p%40ss", "p@ss"}));
  EXPECT_EQ(EmbeddedPasswords("https://u:pw@h"), Passwords{"pw"});
  EXPECT_EQ(EmbeddedPasswords("redis://:pw@h:6379/0"), Passwords{"pw"});
  EXPECT_EQ(EmbeddedPasswords("postgres://u:a:b@h/db"), Passwords{"a:b"});
  EXPECT_EQ(EmbeddedPasswords("postgres:///db?host=/tmp&password=p%20w&x=y"),
            (Passwords{"p%20w", "p w"}));
}

TEST(EmbeddedPasswordsTest, FoundThoughItShouldHaveBeenEncoded) {
  EXPECT_EQ(EmbeddedPasswords("postgres://u:p@ss@h/db"), Passwords{"p@ss"});
  EXPECT_EQ(EmbeddedPasswords("postgres://u:p/ss@h/db"), Passwords{"p/ss"});
  EXPECT_EQ(EmbeddedPasswords("postgres://u:p#ss@h/db"), Passwords{"p#ss"});
  EXPECT_TRUE(EmbeddedPasswords("postgres://u:p?ss@h/db").contains("p?ss"));
  EXPECT_EQ(EmbeddedPasswords("postgres://u:100%@h/db"), Passwords{"100%"});
}

TEST(EmbeddedPasswordsTest, FoundInConnectionStrings) {
  EXPECT_EQ(EmbeddedPasswords("host=h password=pw user=u"), Passwords{"pw"});
  EXPECT_EQ(EmbeddedPasswords("password = 'p w\\'x' host=h"), Passwords{"p w'x"});
  EXPECT_EQ(EmbeddedPasswords("host=h\npassword=a\\ b"), Passwords{"a b"});
}

TEST(EmbeddedPasswordsTest, NothingIsInventedWhereThereIsNone) {
  for (const std::string_view value :
       {"", "plain-token", "https://example.com/a:b", "https://user@example.com", "postgres://h/db",
        "xpassword=1", "password", "passwordless=1", "user:name", "://", "postgres://u:@h"}) {
    EXPECT_EQ(EmbeddedPasswords(value), Passwords{}) << value;
  }
}

}  // namespace
}  // namespace release
