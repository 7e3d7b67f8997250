// security.capability, which is recorded; all other attributes are the kernel's.
#include <sys/xattr.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "tools/base/text.h"
#include "tools/image/run/supervisor.h"

namespace release::image {
namespace {

constexpr std::string_view kCapability = "security.capability";
constexpr size_t kMaxValue = 64;  // its longest form has 24 bytes

bool IsCapability(const Tracee& tracee, uint64_t name) {
  return tracee.ReadText(name) == kCapability;
}

// `value` for a buffer of `size` bytes, as the calls that read attributes give it.
std::optional<int64_t> Give(const Tracee& tracee, std::string_view value, uint64_t to,
                            uint64_t size) {
  if (size == 0) return static_cast<int64_t>(value.size());
  if (size < value.size()) return -ERANGE;
  if (!tracee.Write(to, value.data(), value.size())) return -EFAULT;
  return static_cast<int64_t>(value.size());
}

}  // namespace

Supervisor::Answer Supervisor::SetXattr(const Tracee& tracee, const FileDescriptor& file,
                                        const seccomp_data& call) {
  if (!file.valid() || !IsCapability(tracee, call.args[1])) return std::nullopt;
  const std::optional<struct statx> info = StatxOf(file.get());
  if (!info.has_value()) return std::nullopt;
  if (ids_.Of(tracee.pid()).user.file != 0) return -EPERM;
  if (call.args[3] == 0 || call.args[3] > kMaxValue) return -EINVAL;
  std::string value(call.args[3], '\0');
  if (!tracee.Read(call.args[2], value.data(), value.size())) return -EFAULT;
  Ownership owner = SeenOwner(*info);
  const auto flags = static_cast<int>(call.args[4]);
  if (!owner.capability.empty() && flags == XATTR_CREATE) return -EEXIST;
  if (owner.capability.empty() && flags == XATTR_REPLACE) return -ENODATA;
  owner.capability = std::move(value);
  owners_.Set(KeyOf(*info), owner);
  return 0;
}

Supervisor::Answer Supervisor::GetXattr(const Tracee& tracee, const FileDescriptor& file,
                                        const seccomp_data& call) {
  if (!file.valid() || !IsCapability(tracee, call.args[1])) return std::nullopt;
  const std::optional<struct statx> info = StatxOf(file.get());
  const Ownership* owner = info.has_value() ? owners_.Find(KeyOf(*info)) : nullptr;
  if (owner == nullptr || owner->capability.empty()) return std::nullopt;
  return Give(tracee, owner->capability, call.args[2], call.args[3]);
}

Supervisor::Answer Supervisor::ListXattrs(const Tracee& tracee, const FileDescriptor& file,
                                          const seccomp_data& call) {
  const std::optional<struct statx> info =
      file.valid() ? StatxOf(file.get()) : std::optional<struct statx>();
  const Ownership* owner = info.has_value() ? owners_.Find(KeyOf(*info)) : nullptr;
  if (owner == nullptr || owner->capability.empty()) return std::nullopt;
  std::array<char, 64 << 10> names;
  const ssize_t size =
      listxattr(Concat("/proc/self/fd/", file.get()).c_str(), names.data(), names.size());
  std::string all(names.data(), size > 0 ? static_cast<size_t>(size) : 0);
  AppendTo(all, kCapability, std::string_view("\0", 1));
  return Give(tracee, all, call.args[1], call.args[2]);
}

Supervisor::Answer Supervisor::RemoveXattr(const Tracee& tracee, const FileDescriptor& file,
                                           const seccomp_data& call) {
  if (!file.valid() || !IsCapability(tracee, call.args[1])) return std::nullopt;
  const std::optional<struct statx> info = StatxOf(file.get());
  const Ownership* known = info.has_value() ? owners_.Find(KeyOf(*info)) : nullptr;
  if (known == nullptr || known->capability.empty()) return std::nullopt;
  if (ids_.Of(tracee.pid()).user.file != 0) return -EPERM;
  Ownership owner = *known;
  owner.capability.clear();
  owners_.Set(KeyOf(*info), owner);
  return 0;
}

}  // namespace release::image
