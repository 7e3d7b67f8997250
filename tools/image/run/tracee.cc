#include "tools/image/run/tracee.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tools/base/text.h"
#include "tools/image/run/owners.h"

namespace release::image {
namespace {

std::string ProcPath(pid_t pid, std::string_view what) { return Concat("/proc/", pid, "/", what); }

// A folder of the process as a path from its root.
std::optional<std::string> FolderPath(pid_t pid, int directory) {
  const std::string link =
      directory == AT_FDCWD ? ProcPath(pid, "cwd") : ProcPath(pid, Concat("fd/", directory));
  std::array<char, PATH_MAX> text;
  const ssize_t size = readlink(link.c_str(), text.data(), text.size());
  if (size <= 0 || text[0] != '/') return std::nullopt;
  return std::string(text.data(), static_cast<size_t>(size));
}

void* Pointer(uint64_t address) { return reinterpret_cast<void*>(address); }

}  // namespace

bool Tracee::Read(uint64_t address, void* to, size_t size) const {
  iovec ours{to, size};
  iovec theirs{Pointer(address), size};
  return process_vm_readv(pid_, &ours, 1, &theirs, 1, 0) == static_cast<ssize_t>(size);
}

bool Tracee::Write(uint64_t address, const void* from, size_t size) const {
  iovec ours{const_cast<void*>(from), size};
  iovec theirs{Pointer(address), size};
  return process_vm_writev(pid_, &ours, 1, &theirs, 1, 0) == static_cast<ssize_t>(size);
}

std::optional<std::string> Tracee::ReadText(uint64_t address) const {
  constexpr size_t kPage = 4096;
  std::array<char, PATH_MAX> buffer;
  size_t have = 0;
  while (address != 0 && have < buffer.size()) {
    // Up to the end of a page: the next may not exist.
    const uint64_t at = address + have;
    const size_t size = std::min(buffer.size() - have, static_cast<size_t>(kPage - at % kPage));
    if (!Read(at, buffer.data() + have, size)) return std::nullopt;
    const void* end = memchr(buffer.data() + have, 0, size);
    if (end != nullptr) return std::string(buffer.data());
    have += size;
  }
  return std::nullopt;
}

FileDescriptor Tracee::OpenDescriptor(int number) const {
  return FileDescriptor(open(ProcPath(pid_, Concat("fd/", number)).c_str(), O_PATH | O_CLOEXEC));
}

FileDescriptor Tracee::Open(int directory, const std::string& path, bool follow) const {
  std::string whole = path;
  if (path.empty()) return {};
  if (path[0] != '/') {
    const std::optional<std::string> folder = FolderPath(pid_, directory);
    if (!folder.has_value()) return {};
    whole = Concat(*folder, "/", path);
  }
  const FileDescriptor root(open(ProcPath(pid_, "root").c_str(), O_PATH | O_CLOEXEC));
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW);
  how.resolve = RESOLVE_IN_ROOT;
  long fd = -1;
  do {  // EAGAIN: something was renamed on the way.
    fd = syscall(SYS_openat2, root.get(), whole.c_str(), &how, sizeof how);
  } while (fd < 0 && errno == EAGAIN);
  return FileDescriptor(static_cast<int>(fd));
}

FileDescriptor Tracee::OpenParent(int directory, const std::string& path, std::string& name) const {
  std::string_view rest = path;
  while (rest.size() > 1 && rest.back() == '/') rest.remove_suffix(1);
  const size_t slash = rest.rfind('/');
  name = std::string(slash == std::string_view::npos ? rest : rest.substr(slash + 1));
  if (name.empty() || name == "." || name == "..") return {};
  std::string folder = ".";
  if (slash != std::string_view::npos) folder = slash == 0 ? "/" : rest.substr(0, slash);
  return Open(directory, folder, /*follow=*/true);
}

uint32_t Tracee::Umask() const {
  uint32_t mask = 022;
  std::FILE* status = std::fopen(ProcPath(pid_, "status").c_str(), "re");
  if (status == nullptr) return mask;
  std::array<char, 256> line;
  while (std::fgets(line.data(), line.size(), status) != nullptr) {
    if (strncmp(line.data(), "Umask:", 6) != 0) continue;
    mask = static_cast<uint32_t>(std::strtoul(line.data() + 6, nullptr, 8));
    break;
  }
  std::fclose(status);
  return mask;
}

std::optional<struct statx> StatxOf(int fd, unsigned flags, unsigned mask) {
  struct statx info = {};
  if (statx(fd, "", static_cast<int>(AT_EMPTY_PATH | flags), kFileKeyMask | mask, &info) != 0) {
    return std::nullopt;
  }
  return info;
}

}  // namespace release::image
