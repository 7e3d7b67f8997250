// Finds many patterns in one pass over a text (Aho-Corasick).
#ifndef RELEASE_TOOLS_COORDINATOR_REDACTION_PATTERN_AUTOMATON_H_
#define RELEASE_TOOLS_COORDINATOR_REDACTION_PATTERN_AUTOMATON_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace release {

// A reader starts in kRoot and calls Next() for every byte. The state then tells the longest
// pattern that ends here, and the longest beginning of a pattern that may still be completed.
//
// Threads: after Build() any number of readers; Add() and Build() alone.
class PatternAutomaton {
 public:
  using State = uint32_t;
  static constexpr State kRoot = 0;

  // A pattern that ends at a state. `length` 0: none.
  struct Match {
    uint32_t length = 0;  // bytes
    uint32_t tag = 0;
  };

  PatternAutomaton();

  // Adds a pattern of at least one byte. A pattern that is there keeps its tag.
  void Add(std::string_view pattern, uint32_t tag);

  // Must be called after the last Add and before the first Next.
  void Build();

  // Amortised constant time.
  State Next(State state, char byte) const;

  Match MatchAt(State state) const { return {nodes_[state].match_length, nodes_[state].match_tag}; }

  // Bytes of the longest beginning of a pattern that ends here.
  size_t Depth(State state) const { return nodes_[state].depth; }

  bool empty() const { return nodes_.size() == 1; }

 private:
  // Children form a list: most nodes have exactly one, and the root, which has many, has a table.
  struct Node {
    State first_child = 0;
    State next_sibling = 0;
    State fallback = 0;  // the longest proper end of this state that is a state too
    uint32_t depth = 0;
    uint32_t match_length = 0;
    uint32_t match_tag : 24 = 0;
    uint32_t byte : 8 = 0;
  };

  State Child(State state, uint8_t byte) const;

  std::vector<Node> nodes_;
  std::array<State, 256> root_{};
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_REDACTION_PATTERN_AUTOMATON_H_
