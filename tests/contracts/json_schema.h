// The part of JSON Schema that OpenAPI 3.0 documents of our vendors use.
#ifndef RELEASE_TESTS_CONTRACTS_JSON_SCHEMA_H_
#define RELEASE_TESTS_CONTRACTS_JSON_SCHEMA_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace release::contracts {

// What of `value` breaks `schema`: "result.name: is no string", one line each; empty when it is
// valid. `document` is what `$ref` refers into. Keywords: $ref, allOf, anyOf, oneOf, type,
// nullable, enum, pattern, format date-time, length, size and number bounds, items, uniqueItems,
// properties, required, additionalProperties. Others are ignored, as the standard says.
//
// `oneOf` is taken as `anyOf`: the vendors' alternatives overlap, and a value of one is often a
// value of others.
std::vector<std::string> Violations(const nlohmann::json& document, const nlohmann::json& schema,
                                    const nlohmann::json& value);

}  // namespace release::contracts

#endif  // RELEASE_TESTS_CONTRACTS_JSON_SCHEMA_H_
