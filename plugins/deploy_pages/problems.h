// Several things that are wrong, told as one.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_PROBLEMS_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_PROBLEMS_H_

#include <vector>

#include "absl/status/status.h"

namespace release::deploy_pages {

class Problems {
 public:
  // An OK status is none.
  void Add(absl::Status status);

  bool None() const { return problems_.empty(); }

  // OK when there is none. Else the gravest, with the others as its evidence: one that no second
  // try heals comes before one that passes, and a stop after both. Trying again is offered only
  // where it can help with all of them.
  absl::Status status() const;

 private:
  std::vector<absl::Status> problems_;
};

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_PROBLEMS_H_
