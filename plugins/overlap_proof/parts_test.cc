// Probes, what answers must have, and the scratch space.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "plugins/overlap_proof/json_match.h"
#include "plugins/overlap_proof/probes.h"
#include "plugins/overlap_proof/scratch_space.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"

namespace release::overlap_proof {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

TEST(JsonMatchTest, MembersAndElementsAreFoundWhereverTheyStand) {
  const json actual = json::parse(R"({"rows": [{"id": 1}, {"id": 2, "at": "x"}], "n": null})");
  EXPECT_EQ(Mismatch(json::parse(R"({"rows": [{"id": 2, "at": "*"}]})"), actual), "");
  EXPECT_EQ(Mismatch(json::parse(R"({"n": null})"), actual), "");
  EXPECT_EQ(Mismatch(json::parse(R"({"m": "*"})"), actual), R"(/m: expected "*", got nothing)");
  EXPECT_THAT(Mismatch(json::parse(R"({"rows": [{"id": 3}]})"), actual),
              HasSubstr(R"(/rows: expected {"id":3}, got [{"id":1})"));
  EXPECT_THAT(Mismatch(json::parse(R"({"rows": {}})"), actual), HasSubstr("/rows: expected {}"));
}

TEST(ProbesTest, DefaultsAndOwnHeadersOfAProbe) {
  const auto probes = ParseProbes(R"({"port": 80, "environment": {"A": "{token}"},
      "headers": {"X": "common", "Y": "common"},
      "probes": [{"name": "a", "path": "/a", "headers": {"X": "own"}, "status": [200, 201],
                  "within_seconds": 1.5}]})");
  ASSERT_TRUE(probes.ok()) << probes.status();
  EXPECT_EQ(probes->port, 80);
  const Probe& probe = probes->list.front();
  EXPECT_EQ(probe.method, "GET");
  EXPECT_EQ(probe.headers.at("X"), "own");
  EXPECT_EQ(probe.headers.at("Y"), "common");
  EXPECT_EQ(probe.within, absl::Milliseconds(1500));
  EXPECT_EQ(Filled("{token}{other}", {{"token", "t"}}), "t{other}");
}

TEST(ProbesTest, WhatIsWrongIsNamedByItsPlace) {
  const auto place = [](const std::string& text) {
    return DiagnosisOf(ParseProbes(text).status()).what();
  };
  EXPECT_THAT(place("nonsense"), HasSubstr("wrong at ``"));
  EXPECT_THAT(place(R"({"probes": []})"), HasSubstr("`/probes`"));
  EXPECT_THAT(place(R"({"probes": [{"name": "a", "path": "a"}]})"), HasSubstr("`/probes/0/path`"));
  EXPECT_THAT(place(R"({"probes": [{"name": "a", "path": "/", "boddy": 1}]})"),
              HasSubstr("`/probes/0/boddy`"));
  EXPECT_THAT(place(R"({"port": 0, "probes": [{"name": "a", "path": "/"}]})"),
              HasSubstr("`/port`"));
  EXPECT_THAT(place(R"({"probes": [{"name": "a", "path": "/", "status": "200"}]})"),
              HasSubstr("`/probes/0/status`"));
}

TEST(ScratchSpaceTest, TheLeftoversOfTheDeadAreRemovedAndTheLivingAreNot) {
  const std::string dead = "/tmp/release-overlap-dead00";
  const std::string living = "/tmp/release-overlap-alive0";
  for (const std::string& path : {dead, living}) {
    fs::create_directories(path + "/data");
    std::ofstream(path + "/lock") << "";
  }
  const FileDescriptor held(open((living + "/lock").c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(flock(held.get(), LOCK_EX | LOCK_NB), 0);
  std::string path;
  {
    const auto space = ScratchSpace::Create();
    ASSERT_TRUE(space.ok()) << space.status();
    path = space->path();
    EXPECT_TRUE(fs::exists(path));
    EXPECT_FALSE(fs::exists(dead));
    EXPECT_TRUE(fs::exists(living + "/data"));
  }
  EXPECT_FALSE(fs::exists(path));
  fs::remove_all(living);
}

}  // namespace
}  // namespace release::overlap_proof
