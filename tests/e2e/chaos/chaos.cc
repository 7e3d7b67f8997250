// A step with a real effect that misbehaves on request, for tests of the coordinator.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "tests/e2e/chaos/config.pb.h"
#include "tools/sdk/plugin.h"

namespace release::chaos {

class ChaosStep : public Step<Config> {
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override {
    v1::StepDescription description;
    description.set_can_observe(true);
    if (!context.config().secret().empty()) {
      description.add_secrets()->set_name(context.config().secret());
    }
    return description;
  }

  absl::StatusOr<v1::Observation> Observe(Context& context) override {
    return Done(context) ? v1::OBSERVATION_DONE : v1::OBSERVATION_NOT_DONE;
  }

  absl::Status Plan(Context& context) override {
    if (absl::Status acted = MaybeAct(context, "plan"); !acted.ok()) return acted;
    if (!Done(context)) Announce(context);
    return absl::OkStatus();
  }

  absl::Status Apply(Context& context) override {
    if (absl::Status acted = MaybeAct(context, "apply"); !acted.ok()) return acted;
    if (!Done(context)) {
      std::ofstream(context.config().effect()) << context.idempotency_key() << '\n';
      std::ofstream(context.config().effect() + ".count", std::ios::app) << "applied\n";
      Announce(context);
    }
    return MaybeAct(context, "after");
  }

  absl::Status Verify(Context& context) override {
    if (absl::Status acted = MaybeAct(context, "verify"); !acted.ok()) return acted;
    if (Done(context)) return absl::OkStatus();
    return Diagnose(absl::StatusCode::kDataLoss, {.code = "CHAOS-NOT-THERE",
                                                  .what = "the effect is not there",
                                                  .fix = "look who removed it"});
  }

  static bool Done(Context& context) {
    return access(context.config().effect().c_str(), F_OK) == 0;
  }

  static void Announce(Context& context) {
    context.Change({.id = "effect",
                    .action = v1::ACTION_CREATE,
                    .resource = "file " + context.config().effect()});
  }

  static absl::Status MaybeAct(Context& context, const std::string& phase) {
    const Config& config = context.config();
    const std::string wanted = config.phase().empty() ? "apply" : config.phase();
    if (phase != wanted || config.trigger().empty()) return absl::OkStatus();
    if (unlink(config.trigger().c_str()) != 0) return absl::OkStatus();
    return Act(context, config.act());
  }

  __attribute__((noinline)) static void CrashOnPurpose() {
    int* nowhere = nullptr;
    asm volatile("" : "+r"(nowhere));  // or the compiler sees that this cannot be meant
    *nowhere = 1;
    asm volatile("" ::: "memory");
  }

  static absl::Status Act(Context& context, const std::string& act) {
    const Config& config = context.config();
    if (act == "crash") CrashOnPurpose();
    if (act == "hang") {
      while (true) pause();
    }
    if (act == "exit") _exit(0);
    if (act == "throw") throw std::runtime_error("thrown on purpose");
    if (act == "flood") return Flood(context);
    if (act == "leak") return Leak(context);
    if (act == "wait" || act == "wait_deaf" || act == "wait_for_go") {
      WritePid(config.waiting(), getpid());
      while (act == "wait_for_go") {
        if (access((config.waiting() + ".go").c_str(), F_OK) == 0) return absl::OkStatus();
        if (absl::Status waited = context.Wait(absl::Milliseconds(5)); !waited.ok()) return waited;
      }
      while (act == "wait_deaf") (void)context.Wait(absl::Milliseconds(10));
      return context.Wait(absl::Hours(1));
    }
    if (act == "daemon") return LeaveDaemon(config.waiting());
    if (act == "rewrite") {
      // In place: the inode that was checked now holds something else.
      std::ofstream(config.self(), std::ios::in) << "not what was built";
      CrashOnPurpose();
    }
    return Diagnose(absl::StatusCode::kUnavailable,
                    {.code = "CHAOS-FAILED",
                     .what = "failed on purpose",
                     .fix = "run the same command again",
                     .retry = act == "retry" ? v1::RETRY_BACKOFF : v1::RETRY_NEVER});
  }

  // Whole or not at all: who waits for the file reads it at once.
  static void WritePid(const std::string& path, pid_t pid) {
    const std::string written = path + ".new";
    std::ofstream(written) << pid << '\n';
    std::rename(written.c_str(), path.c_str());
  }

  // In a session of its own, with everything that was open still open.
  static absl::Status LeaveDaemon(const std::string& path) {
    int ends[2];
    if (pipe(ends) != 0) return absl::InternalError("no pipe");
    const pid_t middle = fork();
    if (middle == 0) {
      setsid();
      if (fork() != 0) _exit(0);
      const pid_t self = getpid();
      if (write(ends[1], &self, sizeof self) != sizeof self) _exit(1);
      while (true) pause();
    }
    waitpid(middle, nullptr, 0);
    pid_t daemon = 0;
    if (read(ends[0], &daemon, sizeof daemon) != sizeof daemon) {
      return absl::InternalError("no daemon");
    }
    WritePid(path, daemon);
    return absl::OkStatus();
  }

  static absl::Status Flood(Context& context) {
    std::string junk;
    uint32_t random = 1;
    for (int line = 0; line < 200'000; ++line) {
      junk.clear();
      for (int i = 0; i < 60; ++i) {
        random = random * 1664525 + 1013904223;
        junk += static_cast<char>(random >> 24);
      }
      context.Log(v1::LOG_LEVEL_ERROR, junk);
      if (line % 1000 == 0) {
        std::fwrite(junk.data(), 1, junk.size(), stdout);
        std::fflush(stdout);
      }
    }
    return absl::OkStatus();
  }

  // In a log, in a progress line, in a diagnosis, on stdout in two pieces, and as stderr.
  static absl::Status Leak(Context& context) {
    const absl::StatusOr<SecretView> secret = context.Secret(context.config().secret());
    if (!secret.ok()) return secret.status();
    const std::string value(secret->Reveal());
    context.Log(v1::LOG_LEVEL_ERROR, "the secret is " + value);
    context.Progress("waiting for " + value);
    context.Change({.id = "leak", .resource = "a file at " + value, .after = value});
    std::fwrite(value.data(), 1, value.size() / 2, stdout);
    std::fflush(stdout);
    context.Log(v1::LOG_LEVEL_INFO, "between the halves");
    std::fwrite(value.data() + value.size() / 2, 1, value.size() - value.size() / 2, stdout);
    std::fflush(stdout);
    std::fputs(("\n" + value + "\n").c_str(), stderr);
    return Diagnose(absl::StatusCode::kUnavailable, {.code = "CHAOS-LEAKED",
                                                     .what = "cannot connect to " + value,
                                                     .why = "the server said: " + value,
                                                     .fix = "check " + value});
  }
};

}  // namespace release::chaos

RELEASE_STEP_PLUGIN(release::chaos::ChaosStep, "chaos", "1.0.0");
