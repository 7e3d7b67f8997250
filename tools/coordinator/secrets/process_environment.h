// The process environment as a source of secrets, and its removal.
#ifndef RELEASE_TOOLS_COORDINATOR_SECRETS_PROCESS_ENVIRONMENT_H_
#define RELEASE_TOOLS_COORDINATOR_SECRETS_PROCESS_ENVIRONMENT_H_

#include <optional>
#include <string>

#include "tools/base/secret.h"

namespace release {

// The variable's value; absent when it is not set or empty.
//
// Threads: no other thread may change the environment meanwhile.
std::optional<Secret> ReadVariable(const std::string& name);

// Overwrites the value of every definition of the variable, which also takes it out of
// /proc/PID/environ, and unsets it. Threads: no other thread may use the environment meanwhile.
void ScrubVariable(const std::string& name);

// No core dump, and no reading of this process's memory or environment by others of the same user.
// Lasts until the process executes another program. Under AddressSanitizer, whose leak check reads
// its own process from outside, only core dumps are turned off.
void ProtectMemory();

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_SECRETS_PROCESS_ENVIRONMENT_H_
