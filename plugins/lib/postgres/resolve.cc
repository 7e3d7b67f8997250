#include "plugins/lib/postgres/resolve.h"

#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

// Shared with the thread, which may outlive the caller.
struct Lookup {
  std::string host;
  FileDescriptor done{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  int error = 0;
  Addresses addresses;
};

void Run(Lookup& lookup) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  lookup.error = ::getaddrinfo(lookup.host.c_str(), nullptr, &hints, &list);
  int ipv4 = 0;
  for (const addrinfo* item = list; item != nullptr; item = item->ai_next) {
    std::array<char, NI_MAXHOST> text = {};
    if (::getnameinfo(item->ai_addr, item->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) != 0) {
      continue;
    }
    // IPv4 first: where both are given, it is the one that works more often.
    auto& numeric = lookup.addresses.numeric;
    const bool is_ipv4 = item->ai_family == AF_INET;
    numeric.insert(is_ipv4 ? numeric.begin() + ipv4++ : numeric.end(), text.data());
  }
  if (list != nullptr) ::freeaddrinfo(list);
  lookup.addresses.only_ipv6 = ipv4 == 0;
  ::eventfd_write(lookup.done.get(), 1);
}

absl::Status Failure(absl::StatusCode code, const std::string& host, std::string why) {
  return Diagnose(code, {.code = "MIGRATE-CONNECT-DNS",
                         .what = Concat("the host name ", host, " has no address"),
                         .why = std::move(why),
                         .fix = "check the host name in the database URL, and this machine's DNS",
                         .retry = v1::RETRY_BACKOFF});
}

}  // namespace

absl::StatusOr<Addresses> Resolve(const std::string& host, const WaitLimits& limits) {
  auto lookup = std::make_shared<Lookup>();
  lookup->host = host;
  SocketWait wait(limits);
  std::thread([lookup] { Run(*lookup); }).detach();
  switch (wait.For(lookup->done.get(), POLLIN)) {
    case Woken::kStopped:
      return absl::CancelledError("stopped while resolving a host name");
    case Woken::kTimeout:
      return Failure(absl::StatusCode::kDeadlineExceeded, host, "the resolver did not answer");
    case Woken::kReady:
      break;
  }
  if (lookup->error != 0 || lookup->addresses.numeric.empty()) {
    return Failure(absl::StatusCode::kNotFound, host,
                   lookup->error != 0 ? ::gai_strerror(lookup->error) : "the answer was empty");
  }
  return lookup->addresses;
}

}  // namespace release::postgres
