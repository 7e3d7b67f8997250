// The least that making a layer costs: read, SHA-256 and deflate of the same bytes, by the same
// zlib, on the same processors. It makes no archive and no digest of the compressed bytes, but it
// deflates noise too.
#ifndef RELEASE_TESTS_BENCH_DEFLATE_FLOOR_H_
#define RELEASE_TESTS_BENCH_DEFLATE_FLOOR_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace release::bench {

// `noise` bytes without redundancy, then about `text` bytes of words; other bytes for another seed.
std::string Content(size_t noise, size_t text, uint64_t seed = 0);

class Stopwatch {
 public:
  double Milliseconds() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// The floor for these files; 0 when one cannot be read.
double FloorMilliseconds(const std::vector<std::string>& paths);

double Median(std::vector<double> values);

}  // namespace release::bench

#endif  // RELEASE_TESTS_BENCH_DEFLATE_FLOOR_H_
