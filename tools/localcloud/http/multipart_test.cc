#include "tools/localcloud/http/multipart.h"

#include <gtest/gtest.h>

#include "tools/base/diagnosis.h"

namespace release::cloud {
namespace {

std::string Body(const std::string& boundary, const std::string& disposition,
                 const std::string& content) {
  return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition +
         "\r\nContent-Type: application/javascript+module\r\n\r\n" + content + "\r\n--" + boundary +
         "--\r\n";
}

std::string WhyMalformed(const std::string& body) {
  auto parts = ParseMultipart(body, "b");
  EXPECT_FALSE(parts.ok());
  return parts.ok() ? "" : DiagnosisOf(parts.status()).why();
}

TEST(MultipartTest, PartsHaveNamesFileNamesAndTypes) {
  const std::string body = Body("b", "name=\"index.js\"; filename=\"in\\\"dex.js\"", "x\r\n-");
  const auto parts = ParseMultipart(body, "b");
  ASSERT_TRUE(parts.ok()) << parts.status();
  ASSERT_EQ(parts->size(), 1u);
  EXPECT_EQ((*parts)[0].name, "index.js");
  EXPECT_EQ((*parts)[0].filename, "in\"dex.js");
  EXPECT_EQ((*parts)[0].content_type, "application/javascript+module");
  EXPECT_EQ((*parts)[0].content, "x\r\n-");
}

TEST(MultipartTest, ANestedBodyIsParsedFromItsPart) {
  const std::string inner = Body("inner", "name=metadata", "{}");
  const std::string outer = Body("outer", "name=\"_worker.bundle\"; filename=f", inner);
  const auto parts = ParseMultipart(outer, "outer");
  ASSERT_TRUE(parts.ok());
  const std::string_view content = FindPart(*parts, "_worker.bundle")->content;
  const auto boundary = LeadingBoundary(content);
  ASSERT_EQ(boundary, "inner");
  const auto nested = ParseMultipart(content, *boundary);
  ASSERT_TRUE(nested.ok()) << nested.status();
  EXPECT_EQ((*nested)[0].content, "{}");
}

TEST(MultipartTest, AnEmptyPartAndAnEmptyBodyOfPartsAreFine) {
  const auto parts = ParseMultipart(Body("b", "name=a", ""), "b");
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ((*parts)[0].content, "");
  const auto none = ParseMultipart("--b--\r\n", "b");
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
}

TEST(MultipartTest, APartThatEndsWithItsHeadersIsEmpty) {
  const auto parts =
      ParseMultipart("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--", "b");
  ASSERT_TRUE(parts.ok()) << parts.status();
  EXPECT_EQ((*parts)[0].content, "");
}

TEST(MultipartTest, BrokenBodiesAreRefusedWithTheReason) {
  EXPECT_EQ(WhyMalformed(""), "the body does not begin with its boundary");
  EXPECT_EQ(WhyMalformed("--bx"), "a boundary is not followed by a line end or `--`");
  EXPECT_EQ(WhyMalformed("--b\r\nContent-Disposition: form-data; name=a"),
            "the headers of a part do not end");
  EXPECT_EQ(WhyMalformed("--b\r\nContent-Type: a\r\n\r\nx\r\n--b--"),
            "a part has no `Content-Disposition: form-data; name=...`");
  EXPECT_EQ(WhyMalformed("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx"),
            "the last boundary is missing");
}

TEST(MultipartTest, ABodyOfTooManyPartsIsRefused) {
  std::string body;
  for (size_t i = 0; i <= kMaxParts; ++i) {
    body += "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
  }
  EXPECT_EQ(WhyMalformed(body + "--b--"), "too many parts");
}

TEST(MultipartTest, TheBoundaryComesFromTheContentType) {
  EXPECT_EQ(BoundaryOf("multipart/form-data; boundary=----x1"), "----x1");
  EXPECT_EQ(BoundaryOf("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), std::nullopt);
  EXPECT_EQ(BoundaryOf("multipart/form-data"), std::nullopt);
  EXPECT_EQ(BoundaryOf("application/json; boundary=x"), std::nullopt);
  EXPECT_EQ(LeadingBoundary("--"), std::nullopt);
  EXPECT_EQ(LeadingBoundary("xx"), std::nullopt);
}

}  // namespace
}  // namespace release::cloud
