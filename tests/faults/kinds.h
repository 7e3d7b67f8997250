// The kinds of faults that a release is put through, and the calls that each can befall.
#ifndef RELEASE_TESTS_FAULTS_KINDS_H_
#define RELEASE_TESTS_FAULTS_KINDS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/faults/calls.h"

namespace release::faults {

struct Kind {
  std::string name;      // for people and for --kind
  nlohmann::json fault;  // as in tools/localcloud/faults/README.md
  bool (*befalls)(const Call& call);
};

// All of them.
const std::vector<Kind>& Kinds();

// The one of that name; aborts when there is none.
const Kind& KindNamed(const std::string& name);

// Those of `calls` that it can befall.
std::vector<Call> Befallen(const Kind& kind, const std::vector<Call>& calls);

// A file of orders: the fault once at each of the calls.
std::string Orders(const Kind& kind, const std::vector<Call>& calls);

}  // namespace release::faults

#endif  // RELEASE_TESTS_FAULTS_KINDS_H_
