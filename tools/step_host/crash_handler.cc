#include "tools/step_host/crash_handler.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace release {
namespace {

constexpr size_t kStackSize = 64 << 10;
constexpr int kMaxFrames = 64;

// Set before the handler is installed, read by it.
std::array<char, 64> plugin_name;
alignas(16) std::array<std::byte, kStackSize> handler_stack;

struct Position {
  const char* module = nullptr;  // nullptr: in no known module
  uintptr_t offset = 0;
  bool plugin = false;
};

// _dl_find_object is documented as async-signal-safe, unlike dladdr and dl_iterate_phdr.
Position PositionOf(uintptr_t address) {
  dl_find_object found;
  if (_dl_find_object(reinterpret_cast<void*>(address), &found) != 0) return {"unknown", address};
  const char* name = found.dlfo_link_map->l_name;
  Position position{"host", address - found.dlfo_link_map->l_addr};
  if (std::strcmp(name, plugin_name.data()) == 0) {
    position.module = "plugin";
    position.plugin = true;
  } else if (*name != '\0') {
    const char* slash = std::strrchr(name, '/');
    position.module = slash == nullptr ? name : slash + 1;
  }
  return position;
}

struct Search {
  Position found;
  int frames = 0;
};

_Unwind_Reason_Code FindPlugin(_Unwind_Context* frame, void* argument) {
  Search& search = *static_cast<Search*>(argument);
  int before = 0;
  // Of a caller the return address is known, which may already belong to the next function.
  uintptr_t address = _Unwind_GetIPInfo(frame, &before);
  if (before == 0 && address > 0) --address;
  const Position position = PositionOf(address);
  if (!position.plugin) return ++search.frames < kMaxFrames ? _URC_NO_REASON : _URC_NORMAL_STOP;
  search.found = position;
  return _URC_NORMAL_STOP;
}

uintptr_t ProgramCounter(void* context) {
#if defined(__x86_64__)
  return static_cast<uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<ucontext_t*>(context)->uc_mcontext.pc;
#else
#error "the program counter's place in ucontext_t is not known for this machine"
#endif
}

// A line that is put together without allocation.
class Line {
 public:
  void Text(const char* text) {
    while (*text != '\0' && size_ < bytes_.size()) bytes_[size_++] = *text++;
  }
  void Number(uintptr_t number, unsigned base) {
    std::array<char, 24> digits;
    size_t count = 0;
    do {
      digits[count++] = "0123456789abcdef"[number % base];
      number /= base;
    } while (number != 0);
    while (count > 0 && size_ < bytes_.size()) bytes_[size_++] = digits[--count];
  }
  void WriteTo(int fd) const { (void)!write(fd, bytes_.data(), size_); }

 private:
  std::array<char, 256> bytes_;
  size_t size_ = 0;
};

void HandleCrash(int signal, siginfo_t*, void* context) {
  Search search{PositionOf(ProgramCounter(context))};
  if (!search.found.plugin) _Unwind_Backtrace(&FindPlugin, &search);
  Line line;
  // The plugin may have left a line of its own unfinished.
  line.Text("\nstep-host-crash: signal=");
  line.Number(static_cast<uintptr_t>(signal), 10);
  line.Text(" module=");
  line.Text(search.found.module);
  line.Text(" offset=0x");
  line.Number(search.found.offset, 16);
  line.Text("\n");
  line.WriteTo(STDERR_FILENO);
  // SA_RESETHAND has restored the default: this ends the process as the signal would have.
  raise(signal);
}

}  // namespace

void InstallCrashHandler(const std::string& plugin_path) {
  std::strncpy(plugin_name.data(), plugin_path.c_str(), plugin_name.size() - 1);
  stack_t stack = {};
  stack.ss_sp = handler_stack.data();
  stack.ss_size = handler_stack.size();
  sigaltstack(&stack, nullptr);

  struct sigaction action = {};
  action.sa_sigaction = &HandleCrash;
  // SA_NODEFER: a fault inside the handler ends the process instead of waiting for its return.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  action.sa_flags |= static_cast<int>(SA_RESETHAND);
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigaction(signal, &action, nullptr);
}

}  // namespace release
