// A connection to somebody that breaks once. For tests.
#ifndef RELEASE_PLUGINS_LIB_OCI_TESTING_CUTTING_PROXY_H_
#define RELEASE_PLUGINS_LIB_OCI_TESTING_CUTTING_PROXY_H_

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <thread>

#include "tools/base/file_descriptor.h"

namespace release::oci {

// Passes bytes to a port of 127.0.0.1. When `cut_after` bytes have gone there in all, the
// connection that brought the last of them is reset on both sides; later ones live.
class CuttingProxy {
 public:
  CuttingProxy(uint16_t to, int64_t cut_after);
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy();

  uint16_t port() const { return port_; }
  int64_t passed() const { return passed_; }
  bool has_cut() const { return has_cut_; }

 private:
  void Accept();
  void Pass(int client);

  const uint16_t to_;
  const int64_t cut_after_;
  FileDescriptor listener_;
  uint16_t port_ = 0;
  std::atomic<int64_t> passed_ = 0;
  std::atomic<bool> has_cut_ = false;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;
  std::list<std::thread> connections_;
  std::thread accepting_;
};

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_TESTING_CUTTING_PROXY_H_
