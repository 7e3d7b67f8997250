#include "tests/contracts/json_schema.h"

#include <gtest/gtest.h>

#include "tests/contracts/contract.h"

namespace release::contracts {
namespace {

using nlohmann::json;

std::vector<std::string> Broken(const char* schema, const char* value) {
  const json document = json::parse(R"({"components": {"schemas": {"name": {"type": "string"}}}})");
  return Violations(document, json::parse(schema), json::parse(value));
}

using Lines = std::vector<std::string>;

TEST(JsonSchemaTest, TypesAndPlacesAreNamed) {
  EXPECT_EQ(
      Broken(R"({"properties": {"a": {"items": {"type": "integer"}}}})", R"({"a": [1, "x"]})"),
      Lines{"a[1]: is no integer: \"x\""});
  EXPECT_EQ(Broken(R"({"type": "object", "required": ["a"]})", "{}"), Lines{"a: is missing"});
  EXPECT_EQ(Broken(R"({"type": "object"})", "null").size(), 1u);
  EXPECT_EQ(Broken(R"({"type": "object", "nullable": true})", "null"), Lines{});
}

TEST(JsonSchemaTest, ReferencesAndAlternativesAreFollowed) {
  EXPECT_EQ(Broken(R"({"$ref": "#/components/schemas/name"})", "1"),
            Lines{"the body: is no string: 1"});
  EXPECT_EQ(Broken(R"({"allOf": [{"required": ["a"]}, {"required": ["b"]}]})", R"({"a": 1})"),
            Lines{"b: is missing"});
  EXPECT_EQ(Broken(R"({"oneOf": [{"type": "string"}, {"type": "number"}]})", "1"), Lines{});
  EXPECT_EQ(Broken(R"({"anyOf": [{"type": "string"}]})", "1").size(), 2u);
}

TEST(JsonSchemaTest, BoundsPatternsAndEnumsHold) {
  EXPECT_EQ(Broken(R"({"enum": [true]})", "false").size(), 1u);
  EXPECT_EQ(Broken(R"({"pattern": "^a+$"})", "\"b\"").size(), 1u);
  EXPECT_EQ(Broken(R"({"maxLength": 2})", "\"abc\"").size(), 1u);
  EXPECT_EQ(Broken(R"({"minimum": 1000})", "999").size(), 1u);
  EXPECT_EQ(Broken(R"({"format": "date-time"})", "\"yesterday\"").size(), 1u);
  EXPECT_EQ(Broken(R"({"format": "date-time"})", "\"2026-11-24T15:00:00.123456Z\""), Lines{});
  EXPECT_EQ(Broken(R"({"uniqueItems": true})", "[1, 1]").size(), 1u);
  EXPECT_EQ(Broken(R"({"additionalProperties": false})", R"({"a": 1})").size(), 1u);
}

TEST(ContractTest, AnOperationIsFoundWhateverItsParametersAreCalled) {
  const Contract contract(json::parse(R"({"paths": {"/a/{id}": {"get": {"responses": {"200":
      {"content": {"application/json": {"schema": {"required": ["x"]}}}}}}}}})"));
  const json line = json::parse(R"({"method": "GET", "route": "/a/{other}", "status": 200,
      "request": {"body": null}, "response": {"body": {}}})");
  const Judgement judgement = contract.Judge(line, {});
  EXPECT_TRUE(judgement.covered);
  EXPECT_EQ(judgement.complaints, Lines{"GET /a/{id} response: x: is missing"});
  EXPECT_TRUE(contract.Judge(line, {"GET /a/{id} response: x"}).complaints.empty());
}

}  // namespace
}  // namespace release::contracts
