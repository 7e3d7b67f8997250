// A program whose closure tests look at: it needs the C++ library, and libpq with all that it
// needs.
#include <libpq-fe.h>

#include <iostream>

int main() { std::cout << "libpq " << PQlibVersion() << '\n'; }
