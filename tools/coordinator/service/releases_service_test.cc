#include "tools/coordinator/service/releases_service.h"

#include <sys/stat.h>

#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"
#include "tools/base/files.h"

namespace release {
namespace {

// The service over a real socket, on a journal that holds one release which nobody runs.
class ReleasesServiceTest : public testing::Test {
 protected:
  ReleasesServiceTest() {
    v1::Event event;
    event.set_release_id("r1");
    v1::ReleaseStarted& started = *event.mutable_release_started();
    started.mutable_release()->set_release_id("r1");
    started.mutable_release()->set_environment("test");
    started.mutable_release()->set_generation(3);
    started.add_steps("migrate");
    started.add_steps("smoke");
    EXPECT_TRUE(journal_->Append(event).ok());
    event.set_step("migrate");
    event.mutable_step_started()->set_attempt(1);
    EXPECT_TRUE(journal_->Append(event).ok());
    server_ = *ReleasesServer::Start(service_);
    channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
    stub_ = v1::Releases::NewStub(channel_);
  }

  absl::StatusOr<TempDirectory> directory_ = TempDirectory::Create();
  std::unique_ptr<Journal> journal_ = *Journal::Open(directory_->path() + "/journal.db");
  FakeClock clock_;
  EventStream events_{*journal_, clock_};
  ReleasesService service_{*journal_, events_, nullptr};
  std::unique_ptr<ReleasesServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Releases::Stub> stub_;
  grpc::ClientContext context_;
};

TEST_F(ReleasesServiceTest, AReleaseWithoutItsCoordinatorIsUnfinishedAndItsStepInDoubt) {
  v1::Release release;
  ASSERT_TRUE(stub_->Get(&context_, v1::GetReleaseRequest(), &release).ok());
  EXPECT_EQ(release.facts().generation(), 3U);
  EXPECT_EQ(release.state(), v1::RELEASE_STATE_UNFINISHED);
  ASSERT_EQ(release.steps_size(), 2);
  EXPECT_EQ(release.steps(0).stage(), v1::STEP_STAGE_IN_DOUBT);
  EXPECT_EQ(release.steps(1).stage(), v1::STEP_STAGE_WAITING);
}

TEST_F(ReleasesServiceTest, AnUnknownReleaseIsNotFound) {
  v1::GetReleaseRequest request;
  request.set_release_id("nobody");
  v1::Release release;
  EXPECT_EQ(stub_->Get(&context_, request, &release).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ReleasesServiceTest, ListHoldsToItsEnvironment) {
  v1::ListReleasesRequest request;
  request.set_environment("other");
  v1::ListReleasesResponse response;
  ASSERT_TRUE(stub_->List(&context_, request, &response).ok());
  EXPECT_EQ(response.releases_size(), 0);
  grpc::ClientContext again;
  request.set_environment("test");
  ASSERT_TRUE(stub_->List(&again, request, &response).ok());
  EXPECT_EQ(response.releases_size(), 1);
}

TEST_F(ReleasesServiceTest, WatchingWhatNobodyRunsGivesThePastAndEnds) {
  v1::WatchRequest request;
  request.set_from_sequence(2);
  auto stream = stub_->Watch(&context_, request);
  v1::Event event;
  ASSERT_TRUE(stream->Read(&event));
  EXPECT_EQ(event.sequence(), 2U);
  EXPECT_FALSE(stream->Read(&event));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ReleasesServiceTest, WhatDoesNotRunCannotBeCancelledOrApproved) {
  v1::CancelResponse cancelled;
  EXPECT_EQ(stub_->Cancel(&context_, v1::CancelRequest(), &cancelled).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  grpc::ClientContext again;
  v1::ApproveResponse approved;
  EXPECT_EQ(stub_->Approve(&again, v1::ApproveRequest(), &approved).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(ReleasesServiceTest, TheSocketLiesInAPrivateDirectory) {
  const std::string socket = server_->address().substr(server_->address().find('/'));
  struct stat facts {};
  ASSERT_EQ(stat(socket.substr(0, socket.rfind('/')).c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700U);
  server_.reset();
  EXPECT_NE(stat(socket.substr(0, socket.rfind('/')).c_str(), &facts), 0);
}

// Debian has no header for the reflection service, so this speaks to it in bytes.
TEST_F(ReleasesServiceTest, ReflectionNamesTheService) {
  const std::string list_services("\x3a\x00", 2);  // ServerReflectionRequest { list_services: "" }
  grpc::Slice slice(list_services);
  grpc::ByteBuffer request(&slice, 1), response;
  grpc::GenericStub stub(channel_);
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  auto stream = stub.PrepareCall(
      &context_, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  stream->StartCall(nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  stream->Write(request, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  stream->Read(&response, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(response.Dump(&slices).ok());
  std::string text;
  for (const grpc::Slice& piece : slices) {
    text.append(reinterpret_cast<const char*>(piece.begin()), piece.size());
  }
  EXPECT_NE(text.find("release.v1.Releases"), std::string::npos);
  context_.TryCancel();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
}

}  // namespace
}  // namespace release
