// The processes that a plugin started and did not end.
#ifndef RELEASE_TOOLS_STEP_HOST_DESCENDANTS_H_
#define RELEASE_TOOLS_STEP_HOST_DESCENDANTS_H_

namespace release {

// From now on orphaned descendants, daemons too, become children of this process instead of init's.
void AdoptDescendants();

// Kills all children, then their children that are adopted by it, and reaps them, until none is
// left. Needs AdoptDescendants(). Where the kernel keeps no list of children, does nothing.
void KillDescendants();

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_DESCENDANTS_H_
