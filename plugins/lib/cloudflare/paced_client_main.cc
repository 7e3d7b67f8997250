// A step's process for shared_pace_test: asks a server `count` times, each request sent at most
// once.
#include <cstdlib>
#include <iostream>

#include "plugins/lib/cloudflare/api.h"
#include "tools/base/diagnosis.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  release::cloudflare::ApiSettings settings;
  settings.base = argv[1];
  settings.attempts = 1;
  release::cloudflare::Api api(settings, {});
  for (int i = 0; i < std::atoi(argv[2]); ++i) {
    const absl::Status status = api.Get("/zones").status();
    if (status.ok()) continue;
    std::cerr << release::DiagnosisOf(status).code() << '\n';
    return 1;
  }
}
