#include "tools/migrations/rules/case_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>

namespace release::migrations {
namespace {

// Takes `[word] ` from the front.
bool TakeFlag(std::string& title, std::string_view flag) {
  if (!title.starts_with(flag)) return false;
  title.erase(0, flag.size());
  return true;
}

RuleCase CaseOf(std::string title, bool finds) {
  RuleCase one;
  one.finds = finds;
  one.no_server = TakeFlag(title, "[no-server] ");
  one.squawk_differs = TakeFlag(title, finds ? "[squawk-silent] " : "[squawk-reports] ");
  one.title = std::move(title);
  one.files.emplace_back();
  return one;
}

CaseFile ReadOne(const std::filesystem::path& path) {
  CaseFile table;
  table.code = path.stem().string();
  std::ifstream file(path);
  std::string line;
  std::string* into = nullptr;
  while (std::getline(file, line)) {
    if (line == "-- @setup") {
      into = &table.setup;
    } else if (line.starts_with("-- @finding ")) {
      into = &table.cases.emplace_back(CaseOf(line.substr(12), true)).files.back();
    } else if (line.starts_with("-- @clean ")) {
      into = &table.cases.emplace_back(CaseOf(line.substr(10), false)).files.back();
    } else if (line == "-- @file" && !table.cases.empty()) {
      into = &table.cases.back().files.emplace_back();
    } else if (into != nullptr && !line.starts_with("-- @")) {
      *into += line + "\n";
    } else {
      std::cerr << path << ": cannot read the line: " << line << "\n";
      std::abort();
    }
  }
  return table;
}

}  // namespace

std::vector<CaseFile> ReadCaseFiles(const std::string& directory) {
  std::vector<CaseFile> tables;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    tables.push_back(ReadOne(entry.path()));
  }
  std::sort(tables.begin(), tables.end(),
            [](const CaseFile& a, const CaseFile& b) { return a.code < b.code; });
  return tables;
}

}  // namespace release::migrations
