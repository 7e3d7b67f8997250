// The redactor that is in force, for everyone who lets text out.
#ifndef RELEASE_TOOLS_COORDINATOR_REDACTION_SHARED_REDACTOR_H_
#define RELEASE_TOOLS_COORDINATOR_REDACTION_SHARED_REDACTOR_H_

#include <memory>
#include <mutex>
#include <utility>

#include "tools/coordinator/redaction/redactor.h"

namespace release {

// Hosts start, and may write, before the secrets are resolved. Each writer asks
// for the current redactor when it writes; a redactor never changes once it is
// here.
//
// Threads: any.
class SharedRedactor {
 public:
  SharedRedactor() : current_(std::make_shared<const Redactor>()) {}

  std::shared_ptr<const Redactor> current() const {
    std::lock_guard lock(mutex_);
    return current_;
  }

  void Replace(std::shared_ptr<const Redactor> redactor) {
    std::lock_guard lock(mutex_);
    current_ = std::move(redactor);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Redactor> current_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_REDACTION_SHARED_REDACTOR_H_
