#include "supabase/product_schema.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace spectral {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::string CreateProject(release::TestPostgres& postgres, std::string_view name) {
  const std::string prelude = ReadFile("supabase/prelude.sql");
  if (prelude.empty()) return "supabase/prelude.sql is not among the test's data";
  return postgres.CreateDatabase(name, prelude);
}

std::string ApplyMigrations(release::TestPostgres& postgres, std::string_view name) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("supabase/migrations", error)) {
    files.push_back(entry.path());
  }
  if (files.empty()) return "supabase/migrations is not among the test's data";
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const std::string problem = postgres.Execute(name, ReadFile(file));
    if (!problem.empty()) return file.filename().string() + ": " + problem;
  }
  return "";
}

}  // namespace spectral
