// A process that holds a lease, for tests.
//
//   lease_holder DIRECTORY BY    prints `held`, or the code of why not, and waits until its
//   standard
//                                input is closed
#include <unistd.h>

#include <cstdio>

#include "tools/base/diagnosis.h"
#include "tools/coordinator/lease/lease.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  absl::StatusOr<release::Lease> lease = release::Lease::Acquire(argv[1], argv[2]);
  if (lease.ok() && !lease->Describe("4f1c", "applying migrate").ok()) return 3;
  puts(lease.ok() ? "held" : release::DiagnosisOf(lease.status()).code().c_str());
  fflush(stdout);
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return lease.ok() ? 0 : 1;
}
