// Takes secrets out of text. README.md lists the forms that it knows.
#ifndef RELEASE_TOOLS_COORDINATOR_REDACTION_REDACTOR_H_
#define RELEASE_TOOLS_COORDINATOR_REDACTION_REDACTOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "tools/coordinator/redaction/pattern_automaton.h"

namespace release {

// Threads: AddSecret alone; afterwards everything else from any number of threads.
class Redactor {
 public:
  // Values shorter than this are not masked. Bytes.
  static constexpr size_t kShortest = 6;

  // From now on `value` is replaced by `[secret NAME]` in all its forms. A status that is not OK is
  // a warning and holds a diagnosis of that severity: REDACT-TOO-SHORT, REDACT-COMMON-WORD: the
  // value is not masked; REDACT-WEAK-PASSWORD: it is, but not the password inside it, for one of
  // these reasons.
  absl::Status AddSecret(std::string_view name, std::string_view value);

  // `text` without secrets. Text that holds none comes back unchanged.
  std::string Redact(std::string_view text) const;

  // Redacts every string field of the message and of the messages in it, also in maps and repeated
  // fields, and clears every field with the option (secret).
  void RedactMessage(google::protobuf::Message* message) const;

  // The same for a text that comes in pieces, cut anywhere: what Push and Flush return is together
  // what Redact returns for the whole. Holds back at most the longest form of a secret.
  //
  // Copyable. The redactor outlives it and gets no further secrets. Threads: one.
  class Stream {
   public:
    explicit Stream(const Redactor& redactor) : redactor_(&redactor) {}

    // Returns what can be told by now.
    std::string Push(std::string_view piece);

    // Ends the text and returns the rest. The stream is then as new.
    std::string Flush();

   private:
    // A stretch of the text that secrets cover. Offsets count from the start of the text.
    struct Mask {
      uint64_t start;
      uint64_t end;
      uint32_t length;  // of the longest secret in it, which gives the mask its name
      uint32_t tag;
    };

    void Cover(PatternAutomaton::Match match);
    void Settle(uint64_t limit, std::string& out);

    const Redactor* redactor_;
    PatternAutomaton::State state_ = PatternAutomaton::kRoot;
    uint64_t end_ = 0;  // bytes pushed
    std::string held_;  // the last of them that are not settled, from held_start_ to end_
    uint64_t held_start_ = 0;
    std::vector<Mask> masks_;  // not settled, in order, without overlap
  };

 private:
  void AddForms(std::string_view value, uint32_t tag);

  std::vector<std::string> marks_;  // by tag
  PatternAutomaton automaton_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_REDACTION_REDACTOR_H_
