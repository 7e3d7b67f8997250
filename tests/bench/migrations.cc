// Reading, parsing and judging 1,000 migrations, 5 statements each, as a build does. Prints the
// median; exits 1 above kLimit.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "tools/migrations/bundle/analysis.h"

namespace release::migrations {
namespace {

constexpr int kFiles = 1000;
constexpr int kRounds = 5;
constexpr double kLimitMilliseconds = 1000;

std::vector<SourceFile> Sources() {
  std::vector<SourceFile> sources;
  for (int i = 0; i < kFiles; ++i) {
    sources.push_back(
        {absl::StrFormat("m/202601%02d%02d%02d00_table%d.sql", 1 + i / 600, i / 60 % 10, i % 60, i),
         absl::StrFormat(
             "-- Table %1$d.\n"
             "create table public.t%1$d (\n"
             "  id bigint generated always as identity primary key,\n"
             "  name text not null check (char_length(name) between 1 and 200),\n"
             "  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),\n"
             "  created_at timestamptz not null default now()\n"
             ");\n"
             "create index t%1$d_name_idx on public.t%1$d (name) where name <> '';\n"
             "alter table public.t%1$d enable row level security;\n"
             "create policy t%1$d_read on public.t%1$d for select to authenticated\n"
             "using (exists (select from public.t0 as other where other.id = t%1$d.id));\n"
             "grant select, insert on public.t%1$d to authenticated;\n",
             i)});
  }
  return sources;
}

int Measure() {
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<SourceFile> sources = Sources();
    const auto begin = std::chrono::steady_clock::now();
    const BundleReport bundle = Analyze(std::move(sources), {});
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
    if (bundle.files.size() != kFiles || bundle.files.back().statements.size() != 5 ||
        !bundle.problems.errors.empty()) {
      std::fprintf(stderr, "the migrations were not judged well\n");
      return 1;
    }
  }
  std::sort(times.begin(), times.end());
  const double median = times[kRounds / 2];
  std::printf("%d migrations: %.0f ms (limit %.0f ms)\n", kFiles, median, kLimitMilliseconds);
  return median <= kLimitMilliseconds ? 0 : 1;
}

}  // namespace
}  // namespace release::migrations

int main() { return release::migrations::Measure(); }
