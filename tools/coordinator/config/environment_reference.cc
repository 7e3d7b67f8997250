// Prints the reference of infra/environments.toml, for the page that people read.
#include <iostream>

#include "tools/coordinator/config/environment_schema.h"

int main() {
  std::cout << release::EnvironmentReference();
  return std::cout.flush() ? 0 : 1;
}
