// image: what the toolchain does with Dockerfiles (README.md).
#include "tools/image/cli/commands.h"

int main(int argc, char** argv) { return release::image::RunProgram(argc, argv); }
