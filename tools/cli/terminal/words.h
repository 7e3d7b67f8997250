// Small pieces of text for people.
#ifndef RELEASE_TOOLS_CLI_TERMINAL_WORDS_H_
#define RELEASE_TOOLS_CLI_TERMINAL_WORDS_H_

#include <cstdint>
#include <string>

#include "google/protobuf/duration.pb.h"
#include "proto/release/v1/change.pb.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/releases.pb.h"

namespace release {

// `12 ms`, `3.4 s`, `2 min 5 s`.
std::string DurationWords(const google::protobuf::Duration& duration);

// `1 change`, `3 changes`.
std::string Count(uint64_t number, const std::string& noun);

// `+`, `~`, `!` (replace), `-`, `>` (run), `=`.
std::string ActionMark(v1::Action action);

// `migration 20260105090000: absent -> applied (3 statements)`.
std::string ChangeWords(const v1::Change& change);

// `3 of 12`, `1.5 of 20.0 MiB`, or nothing.
std::string ProgressWords(const v1::Progress& progress);

// `released`, `failed`, `running`, ...
std::string StateWords(const v1::Release& release);

// The first 12 digits, and `-dirty` where it was.
std::string ShortRevision(const std::string& revision);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_TERMINAL_WORDS_H_
