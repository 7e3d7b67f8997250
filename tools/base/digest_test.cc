#include "tools/base/digest.h"

#include <string>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"

namespace release {
namespace {

TEST(DigestTest, KnownValuesOfSha256) {  // FIPS 180-2, appendix B
  EXPECT_EQ(DigestOf("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(DigestOf("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(DigestTest, KnownValuesOfHmac) {  // RFC 4231, cases 1, 2 and 6
  EXPECT_EQ(HmacSha256(std::string(20, '\x0b'), "Hi There").hex(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HmacSha256("Jefe", "what do ya want for nothing?").hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      HmacSha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")
          .hex(),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(DigestTest, PiecesGiveTheSameDigestAsTheWhole) {
  const std::string text(1000, 'x');
  for (size_t split = 0; split <= text.size(); split += 37) {
    Sha256 hash;
    hash.Update(std::string_view(text).substr(0, split));
    hash.Update(std::string_view(text).substr(split));
    EXPECT_EQ(hash.Finish(), DigestOf(text));
    EXPECT_EQ(hash.Update("abc").Finish(), DigestOf("abc")) << "as new after Finish";
  }
}

TEST(DigestTest, HexIsReadBack) {
  const Digest digest = DigestOf("abc");
  EXPECT_EQ(*Digest::FromHex(digest.hex()), digest);
  EXPECT_EQ(*Digest::FromBytes(digest.bytes()), digest);
}

TEST(DigestTest, AnythingButLowerCaseHexIsRefused) {
  std::string hex = DigestOf("abc").hex();
  EXPECT_EQ(DiagnosisOf(Digest::FromHex(hex.substr(1)).status()).code(), "DIGEST-NOT-HEX");
  EXPECT_EQ(DiagnosisOf(Digest::FromHex(hex + "0").status()).code(), "DIGEST-NOT-HEX");
  hex[0] = 'B';
  EXPECT_EQ(DiagnosisOf(Digest::FromHex(hex).status()).code(), "DIGEST-NOT-HEX");
  hex[0] = 'g';
  EXPECT_EQ(DiagnosisOf(Digest::FromHex(hex).status()).code(), "DIGEST-NOT-HEX");
  EXPECT_EQ(DiagnosisOf(Digest::FromBytes("short").status()).code(), "DIGEST-WRONG-SIZE");
}

TEST(DigestTest, FileIsHashedWithItsSize) {
  const auto directory = TempDirectory::Create();
  ASSERT_TRUE(directory.ok());
  const std::string path = directory->path() + "/file";
  const std::string content(700'000, 'z');
  ASSERT_TRUE(WriteFileAtomically(path, content).ok());
  const auto file = DigestOfFile(path);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->digest, DigestOf(content));
  EXPECT_EQ(file->size, content.size());
}

TEST(DigestTest, MissingFileAndDirectoryAreDiagnosed) {
  EXPECT_EQ(DiagnosisOf(DigestOfFile("/nowhere/at/all").status()).code(), "FILE-NOT-FOUND");
  EXPECT_EQ(DiagnosisOf(DigestOfFile("/").status()).code(), "FILE-UNREADABLE");
}

}  // namespace
}  // namespace release
