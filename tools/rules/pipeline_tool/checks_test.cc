#include "tools/rules/pipeline_tool/checks.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "proto/release/v1/options.pb.h"
#include "tools/base/files.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

// A plugin's hello whose config is `message Config { string url = 1 [required]; uint32 tries = 2;
// }`.
v1::Hello Hello() {
  google::protobuf::FileDescriptorSet set;
  google::protobuf::FileDescriptorProto::descriptor()->file()->CopyTo(set.add_file());
  google::protobuf::DescriptorPool::generated_pool()
      ->FindFileByName("proto/release/v1/options.proto")
      ->CopyTo(set.add_file());
  google::protobuf::FileDescriptorProto* file = set.add_file();
  file->set_name("config.proto");
  file->set_package("probe");
  file->set_syntax("proto3");
  file->add_dependency("proto/release/v1/options.proto");
  google::protobuf::DescriptorProto* config = file->add_message_type();
  config->set_name("Config");
  const auto add = [&](const char* name, int number, auto type) {
    google::protobuf::FieldDescriptorProto* field = config->add_field();
    field->set_name(name);
    field->set_number(number);
    field->set_type(type);
    field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
    return field;
  };
  add("url", 1, google::protobuf::FieldDescriptorProto::TYPE_STRING)
      ->mutable_options()
      ->SetExtension(v1::required, true);
  add("tries", 2, google::protobuf::FieldDescriptorProto::TYPE_UINT32);
  v1::Hello hello;
  hello.set_plugin("probe");
  hello.set_config_message("probe.Config");
  hello.set_config_schema(set.SerializeAsString());
  return hello;
}

class ChecksTest : public testing::Test {
 protected:
  ChecksTest() : directory_(*TempDirectory::Create()) {
    WriteJson("hello.json", Hello());
    manifest_.set_format(1);
    manifest_.set_label("//release:rehearsal");
    manifest_.set_environment("rehearsal");
    v1::StepSpec* step = manifest_.add_steps();
    step->set_name("smoke");
    step->set_label("//release:smoke");
    step->mutable_plugin()->set_label("//plugins/probe");
    step->set_config_json(R"({"tries": 3})");
  }

  void WriteJson(const char* name, const google::protobuf::Message& message) {
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(message, &json).ok());
    ASSERT_TRUE(WriteFileAtomically(Path(name), json).ok());
  }

  std::string Path(const char* name) const { return directory_.path() + "/" + name; }

  absl::StatusOr<CheckOutcome> Pipeline(const std::string& environments) {
    WriteJson("manifest.json", manifest_);
    EXPECT_TRUE(WriteFileAtomically(Path("environments.toml"), environments).ok());
    return CheckPipeline({.manifest = Path("manifest.json"),
                          .environments = Path("environments.toml"),
                          .environments_display = "infra/environments.toml",
                          .hellos = {{"//plugins/probe", Path("hello.json")}}});
  }

  absl::StatusOr<CheckOutcome> Step(const char* config) {
    return CheckStep({.step = "smoke",
                      .step_label = "//release:smoke",
                      .plugin_label = "//plugins/probe",
                      .config_json = config,
                      .hello = Path("hello.json")});
  }

  TempDirectory directory_;
  v1::PipelineManifest manifest_;
};

TEST_F(ChecksTest, AStepMayLeaveToTheEnvironmentWhatIsRequired) {
  const auto outcome = Step(R"({"tries": 3})");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->summary, "//release:smoke fits //plugins/probe\n");
}

TEST_F(ChecksTest, AStepThatDoesNotFitNamesBothSides) {
  const auto problems = ProblemsIn(Step(R"({"trise": 3})").status()).list;
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].what(), "step `smoke`: there is no setting `trise`");
  EXPECT_NE(problems[0].why().find("//release:smoke"), std::string::npos);
  EXPECT_NE(problems[0].why().find("//plugins/probe"), std::string::npos);
  EXPECT_EQ(problems[0].fix(), "correct or remove it; did you mean `tries`?");
}

TEST_F(ChecksTest, APipelineWhoseEnvironmentSuppliesTheRestFits) {
  const auto outcome = Pipeline("[rehearsal.steps.smoke]\nurl = \"http://a/\"\n");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->warnings.empty());
}

TEST_F(ChecksTest, ARequiredValueThatNobodyGivesFailsThePipeline) {
  const auto problems = ProblemsIn(Pipeline("[rehearsal]\n").status()).list;
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "CONFIG-MISSING-FIELD");
  EXPECT_EQ(problems[0].what(), "step `smoke` needs `url`");
}

TEST_F(ChecksTest, AnOverlayThatDoesNotFitIsToldAtItsLine) {
  const auto problems =
      ProblemsIn(Pipeline("[rehearsal.steps.smoke]\nurl = \"u\"\ntries = \"3\"\n").status()).list;
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].place().file(), "infra/environments.toml");
  EXPECT_EQ(problems[0].place().line(), 3u);
}

TEST_F(ChecksTest, AnUnknownEnvironmentFailsThePipeline) {
  const auto problems = ProblemsIn(Pipeline("[rehearsl]\n").status()).list;
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code(), "CONFIG-ENVIRONMENT-UNKNOWN");
  EXPECT_NE(problems[0].fix().find("did you mean `rehearsl`?"), std::string::npos);
}

TEST_F(ChecksTest, ATableWhoseNameIsNearAStepsNameIsWarnedOf) {
  const auto outcome = Pipeline(
      "[rehearsal.steps.smoke]\nurl = \"u\"\n[rehearsal.steps.smoek]\n"
      "[rehearsal.steps.deploy-pages]\n");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  ASSERT_EQ(outcome->warnings.size(), 1u);
  EXPECT_EQ(outcome->warnings[0].code(), "CONFIG-STEP-UNUSED");
  EXPECT_EQ(outcome->warnings[0].place().line(), 3u);
}

}  // namespace
}  // namespace release
