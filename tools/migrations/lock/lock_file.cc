#include "tools/migrations/lock/lock_file.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/migrations/front/problem.h"

namespace release::migrations {
namespace {

constexpr std::string_view kFix =
    "take the line from the last commit again; lines are written by the lock command only";

struct Word {
  std::string_view text;
  size_t offset;
};

std::vector<Word> WordsOf(std::string_view line, size_t offset) {
  std::vector<Word> words;
  size_t start = 0;
  while (start <= line.size()) {
    const size_t end = std::min(line.find(' ', start), line.size());
    words.push_back({line.substr(start, end - start), offset + start});
    start = end + 1;
  }
  return words;
}

class Reader {
 public:
  Reader(LockFile& lock, std::vector<v1::Diagnosis>& errors) : lock_(lock), errors_(errors) {}

  void Read() {
    const std::string_view text = lock_.text;
    if (text.size() > kLargestLock) {
      return Refuse(0, 1, "MIGRATION-LOCK-TEXT", "the lock file is too large",
                    Concat(text.size(), " bytes; the limit is ", kLargestLock));
    }
    if (text.find('\0') != std::string_view::npos || !IsUtf8(text)) {
      return Refuse(0, 1, "MIGRATION-LOCK-TEXT", "the lock file is no text",
                    "it holds a NUL byte or is not UTF-8");
    }
    size_t start = 0;
    while (start < text.size()) {
      const size_t end = std::min(text.find('\n', start), text.size());
      const std::string_view line = text.substr(start, end - start);
      if (!line.empty() && line[0] != '#') ReadLine(line, start);
      start = end + 1;
    }
  }

 private:
  void Refuse(size_t offset, size_t length, std::string_view code, std::string what,
              std::string why) {
    errors_.push_back(
        PlacedProblem(lock_.path, lock_.text, offset, length,
                      {std::string(code), std::move(what), std::move(why), std::string(kFix)}));
  }

  void ReadLine(std::string_view line, size_t offset) {
    constexpr std::string_view kLine = "MIGRATION-LOCK-LINE";
    const std::vector<Word> words = WordsOf(line, offset);
    const auto refuse = [&](const Word& word, std::string what, std::string why) {
      Refuse(word.offset, std::max<size_t>(1, word.text.size()), kLine, std::move(what),
             std::move(why));
    };
    if (words.size() != 4) {
      return Refuse(offset, line.size(), kLine, "a line of the lock has four words",
                    Concat("this one has ", words.size(),
                           ": file name, SHA-256, class and release, with one space between"));
    }
    LockEntry entry;
    entry.file_name = std::string(words[0].text);
    entry.name = ReadMigrationName(words[0].text);
    entry.offset = offset;
    entry.length = line.size();
    if (!entry.name.problem.empty()) {
      return refuse(words[0], "this is no name of a migration", entry.name.problem);
    }
    const absl::StatusOr<Digest> digest = Digest::FromHex(words[1].text);
    if (!digest.ok()) {
      return refuse(words[1], "this is no SHA-256", "it is 64 hex digits in lower case");
    }
    entry.digest = *digest;
    const std::optional<StatementClass> highest = StatementClassOf(words[2].text);
    if (!highest) {
      return refuse(words[2], "there is no such class",
                    "classes are expand, data, opaque, hazard, contract");
    }
    entry.highest = *highest;
    const std::string_view digits = words[3].text;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), entry.release);
    if (error != std::errc() || end != digits.data() + digits.size() || entry.release < 1 ||
        entry.release > kMaxRelease || digits[0] == '0') {
      return refuse(words[3], "this is no release", "releases are numbers from 1");
    }
    Append(std::move(entry), words);
  }

  void Append(LockEntry entry, const std::vector<Word>& words) {
    constexpr std::string_view kOrder = "MIGRATION-LOCK-ORDER";
    if (!lock_.entries.empty()) {
      const LockEntry& last = lock_.entries.back();
      if (entry.name.version <= last.name.version) {
        return Refuse(words[0].offset, kVersionDigits, kOrder,
                      "the versions of the lock do not rise",
                      Concat("the line before has ", last.name.version));
      }
      if (entry.release < last.release) {
        return Refuse(words[3].offset, words[3].text.size(), kOrder,
                      "the releases of the lock fall",
                      Concat("the line before was locked in release ", last.release));
      }
    }
    lock_.entries.push_back(std::move(entry));
  }

  LockFile& lock_;
  std::vector<v1::Diagnosis>& errors_;
};

}  // namespace

const LockEntry* LockFile::Find(std::string_view version) const {
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), version,
      [](const LockEntry& entry, std::string_view wanted) { return entry.name.version < wanted; });
  return found != entries.end() && found->name.version == version ? &*found : nullptr;
}

LockFile ReadLock(std::string path, std::string text, std::vector<v1::Diagnosis>& errors) {
  LockFile lock{.path = std::move(path), .text = std::move(text), .entries = {}};
  Reader(lock, errors).Read();
  return lock;
}

std::string LockLine(const LockEntry& entry) {
  return Concat(entry.file_name, " ", entry.digest.hex(), " ", NameOf(entry.highest), " ",
                entry.release, "\n");
}

std::string ExtendedLock(const LockFile& lock, const std::vector<LockEntry>& added,
                         std::string_view command) {
  std::string text = lock.text;
  if (text.empty()) {
    text = Concat("# Released migrations: file, SHA-256, class, release. Written by\n#   ", command,
                  "\n# What stands here was applied somewhere and never changes again.\n");
  }
  if (text.back() != '\n') text += '\n';
  for (const LockEntry& entry : added) text += LockLine(entry);
  return text;
}

}  // namespace release::migrations
