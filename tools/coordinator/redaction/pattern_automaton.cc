#include "tools/coordinator/redaction/pattern_automaton.h"

namespace release {

PatternAutomaton::PatternAutomaton() : nodes_(1) {}

PatternAutomaton::State PatternAutomaton::Child(State state, uint8_t byte) const {
  if (state == kRoot) return root_[byte];
  State child = nodes_[state].first_child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].next_sibling;
  return child;
}

void PatternAutomaton::Add(std::string_view pattern, uint32_t tag) {
  State state = kRoot;
  for (const char c : pattern) {
    const auto byte = static_cast<uint8_t>(c);
    State child = Child(state, byte);
    if (child == 0) {
      child = static_cast<State>(nodes_.size());
      nodes_.push_back({.next_sibling = nodes_[state].first_child,
                        .depth = nodes_[state].depth + 1,
                        .byte = byte});
      nodes_[state].first_child = child;
      if (state == kRoot) root_[byte] = child;
    }
    state = child;
  }
  Node& end = nodes_[state];
  // A match as long as the state is deep is the pattern itself; a shorter one came from a fallback.
  if (state == kRoot || end.match_length == end.depth) return;
  end.match_length = end.depth;
  end.match_tag = tag & 0xffffff;
}

void PatternAutomaton::Build() {
  // By depth: a fallback is shallower than its state, so it is complete when it is needed.
  std::vector<State> queue{kRoot};
  for (size_t i = 0; i < queue.size(); ++i) {
    const State parent = queue[i];
    for (State state = nodes_[parent].first_child; state != 0; state = nodes_[state].next_sibling) {
      Node& node = nodes_[state];
      node.fallback =
          parent == kRoot ? kRoot : Next(nodes_[parent].fallback, static_cast<char>(node.byte));
      const Node& fallback = nodes_[node.fallback];
      if (node.match_length != node.depth) {
        node.match_length = fallback.match_length;
        node.match_tag = fallback.match_tag;
      }
      queue.push_back(state);
    }
  }
}

PatternAutomaton::State PatternAutomaton::Next(State state, char byte) const {
  while (true) {
    const State child = Child(state, static_cast<uint8_t>(byte));
    if (child != 0 || state == kRoot) return child;
    state = nodes_[state].fallback;
  }
}

}  // namespace release
