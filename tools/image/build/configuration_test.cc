// What each instruction does to the configuration and the history.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/image/build/stage_state.h"
#include "tools/image/build/testing.h"
#include "tools/image/oci/image_config.h"

namespace release::image {
namespace {

using nlohmann::json;

struct Case {
  std::string name;
  std::string text;    // behind FROM scratch
  std::string config;  // without what scratch gives: Env's PATH, WorkingDir /
  std::string last_step;
};

// The fields of the configuration that are not those of FROM scratch.
json Changed(const ImageConfig& image) {
  json config = ToJson(image)["config"];
  EXPECT_EQ(config["Env"][0], "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  config["Env"].erase(0);
  if (config["Env"].empty()) config.erase("Env");
  if (config["WorkingDir"] == "/") config.erase("WorkingDir");
  return config;
}

const std::vector<Case>& Cases() {
  static const auto* const cases = new std::vector<Case>{
      {"Env", "ENV A=1 B=\"x y\"", R"({"Env":["A=1","B=x y"]})", "ENV A=1 B=x y"},
      {"EnvOldForm", "ENV A x  y", R"({"Env":["A=x  y"]})", "ENV A=x  y"},
      {"EnvSeesTheLinesBefore", "ENV A=1\nENV A=2 B=$A", R"({"Env":["A=2","B=1"]})", "ENV A=2 B=1"},
      {"EnvEscapes", "ENV A=a\\ b C='$A'", R"({"Env":["A=a b","C=$A"]})", "ENV A=a b C=$A"},
      {"ArgIsNoEnv", "ARG V=1\nENV A=$V", R"({"Env":["A=1"]})", "ENV A=1"},
      {"ArgRecorded", "ARG V=1 W", "{}", "ARG V=1 W"},
      {"Label", "LABEL a=b \"c d\"='e $f'", R"({"Labels":{"a":"b","c d":"e $f"}})",
       "LABEL a=b c d=e $f"},
      {"LabelExpands", "ENV X=1\nLABEL a=${X}2 $X=y",
       R"({"Env":["X=1"],"Labels":{"1":"y","a":"12"}})", "LABEL a=12 1=y"},
      {"Workdir", "WORKDIR /a//b/../c/", R"({"WorkingDir":"/a/c"})", "WORKDIR /a/c"},
      {"WorkdirJoins", "WORKDIR /a\nWORKDIR b", R"({"WorkingDir":"/a/b"})", "WORKDIR /a/b"},
      {"WorkdirExpands", "ENV D=/x\nWORKDIR $D/y", R"({"Env":["D=/x"],"WorkingDir":"/x/y"})",
       "WORKDIR /x/y"},
      {"User", "USER 7:8", R"({"User":"7:8"})", "USER 7:8"},
      {"UserExpands", "ARG U=app\nUSER ${U}", R"({"User":"app"})", "USER app"},
      {"Expose", "EXPOSE 80 90-91/UDP 127.0.0.1:1:2/sctp",
       R"({"ExposedPorts":{"2/sctp":{},"80/tcp":{},"90/udp":{},"91/udp":{}}})",
       "EXPOSE [80/tcp 90/udp 91/udp 2/sctp]"},
      {"ExposeExpandsToSeveral", "ARG P=\"1 2\"\nEXPOSE $P",
       R"({"ExposedPorts":{"1/tcp":{},"2/tcp":{}}})", "EXPOSE [1/tcp 2/tcp]"},
      {"Volume", "VOLUME /a /b", R"({"Volumes":{"/a":{},"/b":{}}})", "VOLUME [/a /b]"},
      {"VolumeJson", "ENV V=/v\nVOLUME [\"$V\", \"c d\"]",
       R"({"Env":["V=/v"],"Volumes":{"/v":{},"c d":{}}})", "VOLUME [/v c d]"},
      {"CmdShell", "CMD echo $A \"b\"", R"({"Cmd":["/bin/sh","-c","echo $A \"b\""]})",
       R"(CMD ["/bin/sh" "-c" "echo $A \"b\""])"},
      {"CmdExec", "ENV A=1\nCMD [\"a\", \"$A\"]", R"({"Cmd":["a","$A"],"Env":["A=1"]})",
       R"(CMD ["a" "$A"])"},
      {"CmdOfShell", "SHELL [\"/bin/bash\", \"-ec\"]\nCMD x",
       R"({"Cmd":["/bin/bash","-ec","x"],"Shell":["/bin/bash","-ec"]})",
       R"(CMD ["/bin/bash" "-ec" "x"])"},
      {"EntrypointKeepsTheCmdOfItsStage", "CMD [\"c\"]\nENTRYPOINT [\"e\"]",
       R"({"Cmd":["c"],"Entrypoint":["e"]})", R"(ENTRYPOINT ["e"])"},
      {"EntrypointShell", "ENTRYPOINT e f", R"({"Entrypoint":["/bin/sh","-c","e f"]})",
       R"(ENTRYPOINT ["/bin/sh" "-c" "e f"])"},
      {"EmptyCmd", "CMD [\"a\"]\nCMD []", "{}", "CMD []"},
      {"Shell", "SHELL [\"a\", \"b\"]", R"({"Shell":["a","b"]})", "SHELL [a b]"},
      {"Stopsignal", "STOPSIGNAL SIGRTMIN+3", R"({"StopSignal":"SIGRTMIN+3"})",
       "STOPSIGNAL SIGRTMIN+3"},
      {"StopsignalExpands", "ARG S=quit\nSTOPSIGNAL $S", R"({"StopSignal":"quit"})",
       "STOPSIGNAL quit"},
      {"HealthcheckShell",
       "HEALTHCHECK --interval=1m30s --timeout=500ms --retries=4 CMD curl \"x\"",
       R"({"Healthcheck":{"Interval":90000000000,"Retries":4,"Test":["CMD-SHELL","curl \"x\""],)"
       R"("Timeout":500000000}})",
       "HEALTHCHECK --interval=1m30s --timeout=500ms --retries=4 "
       R"(["CMD-SHELL" "curl \"x\""])"},
      {"HealthcheckExec",
       "HEALTHCHECK --start-period=1s --start-interval=2s CMD [\"/api\", \"--healthcheck\"]",
       R"({"Healthcheck":{"StartInterval":2000000000,"StartPeriod":1000000000,)"
       R"("Test":["CMD","/api","--healthcheck"]}})",
       "HEALTHCHECK --start-period=1s --start-interval=2s "
       R"(["CMD" "/api" "--healthcheck"])"},
      {"HealthcheckNone", "HEALTHCHECK NONE", R"({"Healthcheck":{"Test":["NONE"]}})",
       R"(HEALTHCHECK ["NONE"])"},
      {"OnbuildIsKept", "USER 1\nONBUILD  copy . /x\nONBUILD RUN make",
       R"({"OnBuild":["copy . /x","RUN make"],"User":"1"})", "USER 1"},
      {"OnbuildWithADocument", "USER 1\nONBUILD COPY <<E /x\nhi\nE\n",
       R"({"OnBuild":["COPY <<E /x\nhi\nE"],"User":"1"})", "USER 1"},
  };
  return *cases;
}

TEST(ConfigurationTest, EachInstructionSetsItsField) {
  for (const Case& each : Cases()) {
    SCOPED_TRACE(each.name);
    Workshop workshop;
    const absl::StatusOr<StageState> stage = workshop.Evaluate("FROM scratch\n" + each.text);
    ASSERT_TRUE(stage.ok()) << stage.status();
    EXPECT_EQ(Changed(stage->image).dump(), json::parse(each.config).dump());
    ASSERT_FALSE(stage->image.history.empty());
    EXPECT_EQ(stage->image.history.back().created_by, each.last_step);
  }
}

TEST(ConfigurationTest, MaintainerIsTheAuthor) {
  Workshop workshop;
  const absl::StatusOr<StageState> stage = workshop.Evaluate("FROM scratch\nMAINTAINER Me <m@x>");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(stage->image.author, "Me <m@x>");
}

TEST(ConfigurationTest, BuildArgumentsWinOverDefaultsAndTheEpochIsEveryTime) {
  Workshop workshop;
  workshop.request.build_args = {{"V", "given"}, {"TYPO", "x"}};
  workshop.request.epoch = 86400;
  const absl::StatusOr<StageState> stage =
      workshop.Evaluate("FROM scratch\nARG V=default\nENV A=$V\n");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(stage->image.config.env.back(), "A=given");
  EXPECT_EQ(stage->image.created, "1970-01-02T00:00:00Z");
  EXPECT_EQ(stage->image.history.back().created, "1970-01-02T00:00:00Z");
  EXPECT_EQ(workshop.evaluator().UnusedBuildArgs(), std::vector<std::string>{"TYPO"});
}

TEST(ConfigurationTest, PlatformArgumentsAreThoseOfThePlatform) {
  Workshop workshop;
  workshop.request.platform = {"linux", "arm64", "v8"};
  const absl::StatusOr<StageState> stage = workshop.Evaluate(
      "FROM scratch\nARG TARGETARCH\nARG TARGETVARIANT\nENV A=$TARGETARCH$TARGETVARIANT");
  ASSERT_TRUE(stage.ok()) << stage.status();
  EXPECT_EQ(stage->image.config.env.back(), "A=arm64v8");
  EXPECT_EQ(stage->image.architecture, "arm64");
  EXPECT_EQ(stage->image.variant, "v8");
}

}  // namespace
}  // namespace release::image
