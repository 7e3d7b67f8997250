#include <sstream>

#include "gtest/gtest.h"
#include "tools/cli/terminal/event_view.h"

namespace release {
namespace {

class PlainViewTest : public testing::Test {
 protected:
  v1::Event& Next(const std::string& step = "") {
    if (event_.has_value()) view_->Show(*event_);
    event_.emplace();
    event_->set_step(step);
    return *event_;
  }

  void Start() {
    v1::ReleaseStarted& started = *Next().mutable_release_started();
    started.mutable_release()->set_release_id("3f2a91c04b7e");
    started.mutable_release()->set_environment("rehearsal");
    started.mutable_release()->set_generation(4);
    started.mutable_release()->set_revision("9c1e2d4f00000000000000000000000000000000-dirty");
    started.add_steps("migrate");
    started.add_steps("smoke");
  }

  void Plan(const std::string& step, v1::Action action, const std::string& resource) {
    v1::Change& change = *Next(step).mutable_step_planned()->add_changes();
    change.set_action(action);
    change.set_resource(resource);
  }

  std::string Data() {
    Next();
    return data_.str();
  }
  std::string Talk() {
    Next();
    return talk_.str();
  }

  std::ostringstream data_, talk_;
  std::unique_ptr<EventView> view_ =
      NewPlainView(data_, Style(false), talk_, Style(false), /*verbose=*/false);
  std::optional<v1::Event> event_;
};

TEST_F(PlainViewTest, AReleaseBeginsWithWhoItIs) {
  Start();
  EXPECT_EQ(Talk(),
            "Release 3f2a91c04b7e to rehearsal, generation 4, revision 9c1e2d4f0000-dirty\n");
}

TEST_F(PlainViewTest, APlanListsChangesByStepAndEndsInACount) {
  Start();
  Plan("migrate", v1::ACTION_CREATE, "migration 20260105090000");
  Plan("smoke", v1::ACTION_NONE, "GET /health");
  Next().mutable_plan_ready()->set_changes(1);
  EXPECT_EQ(Data(),
            "\nPlan for rehearsal\n"
            "  migrate  + migration 20260105090000\n"
            "  smoke    = no changes\n"
            "Plan: 1 change. Nothing was changed yet.\n\n");
}

TEST_F(PlainViewTest, AnEmptyPlanSaysSoInWords) {
  Start();
  Next().mutable_plan_ready();
  EXPECT_NE(Data().find("Plan: no changes. Nothing was changed yet."), std::string::npos);
}

TEST_F(PlainViewTest, AChangeThatCannotBeUndoneIsMarkedWithoutColour) {
  Start();
  Plan("migrate", v1::ACTION_DELETE, "table worlds");
  event_->mutable_step_planned()->mutable_changes(0)->set_destructive(true);
  Next().mutable_plan_ready()->set_changes(1);
  event_->mutable_plan_ready()->set_destructive(1);
  const std::string data = Data();
  EXPECT_NE(data.find("- table worlds [cannot be undone]"), std::string::npos) << data;
  EXPECT_NE(data.find("1 change, 1 of them cannot be undone"), std::string::npos) << data;
}

TEST_F(PlainViewTest, AFailureTellsTheStateAndTheWayOn) {
  Start();
  v1::ReleaseFinished& finished = *Next().mutable_release_finished();
  finished.set_outcome(v1::RELEASE_OUTCOME_FAILED);
  finished.set_state_left("1 of 2 steps are done: migrate");
  finished.set_next_command("tools/bazel run //release:rehearsal");
  finished.mutable_diagnosis()->set_code("SMOKE-REFUSED");
  finished.mutable_diagnosis()->set_what("nobody answers");
  EXPECT_EQ(Data(),
            "Failed. State left: 1 of 2 steps are done: migrate.\n"
            "To go on: tools/bazel run //release:rehearsal\n");
  EXPECT_NE(Talk().find("error[SMOKE-REFUSED]: nobody answers"), std::string::npos);
}

TEST_F(PlainViewTest, AllProblemsOfARefusalAreOneListAtItsEnd) {
  Start();
  Talk();
  talk_.str("");
  for (const char* code : {"TWO", "THREE"}) {
    v1::Diagnosis& problem = *Next().mutable_warning();
    problem.set_code(code);
    problem.set_severity(v1::SEVERITY_ERROR);
    problem.set_what("wrong");
    problem.set_fix("mend it");
  }
  EXPECT_EQ(Talk(), "");
  v1::ReleaseFinished& finished = *Next().mutable_release_finished();
  finished.set_outcome(v1::RELEASE_OUTCOME_REFUSED);
  finished.mutable_diagnosis()->set_code("ONE");
  finished.mutable_diagnosis()->set_what("wrong first");
  EXPECT_EQ(Talk(),
            "\n3 problems:\n"
            "\nerror[ONE]: wrong first\n"
            "\nerror[TWO]: wrong\nfix: mend it\n"
            "\nerror[THREE]: wrong\nfix: mend it\n\n");
}

TEST_F(PlainViewTest, ProgressIsShownOnlyWhenItChanges) {
  Start();
  for (int i = 0; i < 3; ++i) Next("smoke").mutable_progress()->set_text("waiting for /health");
  const std::string talk = Talk();
  EXPECT_EQ(talk.find("waiting for /health"), talk.rfind("waiting for /health"));
  EXPECT_NE(talk.find("waiting for /health"), std::string::npos);
}

TEST_F(PlainViewTest, LogsAreQuietUnlessTheyWarn) {
  Start();
  v1::LogLine& quiet = *Next("smoke").mutable_log()->add_lines();
  quiet.set_level(v1::LOG_LEVEL_INFO);
  quiet.set_text("all is well");
  v1::LogLine& loud = *event_->mutable_log()->add_lines();
  loud.set_level(v1::LOG_LEVEL_WARNING);
  loud.set_text("the disk is nearly full");
  const std::string talk = Talk();
  EXPECT_EQ(talk.find("all is well"), std::string::npos);
  EXPECT_NE(talk.find("smoke    | the disk is nearly full"), std::string::npos) << talk;
}

TEST_F(PlainViewTest, AnEarlierRunIsKnownButNotShown) {
  v1::Event started;
  started.mutable_release_started()->mutable_release()->set_environment("rehearsal");
  started.mutable_release_started()->mutable_release()->set_generation(4);
  view_->Remember(started);
  v1::Event failed;
  failed.mutable_release_finished()->set_outcome(v1::RELEASE_OUTCOME_FAILED);
  view_->Remember(failed);
  Next().mutable_release_resumed()->set_revision("9c1e2d4f");
  event_->set_release_id("3f2a91c04b7e");
  EXPECT_EQ(Talk(),
            "Continuing release 3f2a91c04b7e to rehearsal, generation 4, revision 9c1e2d4f\n");
  EXPECT_EQ(Data(), "");
}

TEST_F(PlainViewTest, TheLastWordIsData) {
  Start();
  Next().mutable_release_finished()->set_outcome(v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(Data(), "Released rehearsal, generation 4.\n");
}

TEST(JsonViewTest, EachEventIsOneLine) {
  std::ostringstream data;
  const std::unique_ptr<EventView> view = NewJsonView(data);
  v1::Event event;
  event.set_sequence(3);
  event.mutable_approved()->set_by("eve\n");
  view->Show(event);
  EXPECT_EQ(data.str(), "{\"sequence\":\"3\",\"approved\":{\"by\":\"eve\\n\"}}\n");
}

}  // namespace
}  // namespace release
