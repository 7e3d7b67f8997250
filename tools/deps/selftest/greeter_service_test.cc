// A call over a socket pair through the static gRPC closure, and server reflection.
#include <fcntl.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/server_posix.h>
#include <sys/socket.h>

#include <array>
#include <memory>

#include "gtest/gtest.h"
#include "tools/deps/selftest/greeter.h"
#include "tools/deps/selftest/greeting.grpc.pb.h"
#include "tools/deps/selftest/greeting.pb.h"

namespace release::deps_selftest {
namespace {

class GreeterService final : public deps::selftest::Greeter::Service {
  grpc::Status Greet(grpc::ServerContext* /*context*/, const deps::selftest::GreetRequest* request,
                     deps::selftest::GreetResponse* response) override {
    auto result = deps_selftest::Greet(*request);
    if (!result.ok()) {
      return {grpc::StatusCode::INVALID_ARGUMENT, std::string(result.status().message())};
    }
    *response = *std::move(result);
    return grpc::Status::OK;
  }
};

TEST(GreeterServiceTest, AnswersOverASocketPair) {
  std::array<int, 2> ends{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  GreeterService service;
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  grpc::AddInsecureChannelFromFd(server.get(), ends[0]);

  const auto stub =
      deps::selftest::Greeter::NewStub(grpc::CreateInsecureChannelFromFd("pair", ends[1]));
  deps::selftest::GreetRequest request;
  request.set_name("Ada");
  deps::selftest::GreetResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub->Greet(&context, request, &response);
  server->Shutdown();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.text(), "hello, Ada");
}

}  // namespace
}  // namespace release::deps_selftest
