// Closures of a real program, from Debian's real libraries.
#include "tools/image/closure/closure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

constexpr char kLibraries[] = "usr/lib/x86_64-linux-gnu/";

std::vector<std::string> Runtime() {
  std::istringstream paths(getenv("RUNTIME"));
  std::vector<std::string> files;
  for (std::string path; paths >> path;) files.push_back(path);
  return files;
}

ClosureRequest Request() {
  return {.program = getenv("PROGRAM"),
          .place = "usr/bin/program",
          .libraries = Runtime(),
          .owner = "//a:closure"};
}

void Drop(ClosureRequest& request, const std::string& name) {
  std::erase_if(request.libraries,
                [&](const std::string& path) { return path.find(name) != std::string::npos; });
}

v1::Diagnosis Failure(const ClosureRequest& request) {
  const absl::StatusOr<Closure> closure = FindClosure(request);
  EXPECT_FALSE(closure.ok());
  return DiagnosisOf(closure.status());
}

std::string OutputOf(std::vector<std::string> argv) {
  Command command;
  command.argv = std::move(argv);
  const absl::StatusOr<RunResult> result = Run(std::move(command), absl::Minutes(1), 1 << 20);
  if (!result.ok() || !result->exit.Success()) {
    ADD_FAILURE() << (result.ok() ? result->err : result.status().ToString());
    return "";
  }
  return result->out;
}

// The judge: what the machine's own loader loads.
std::set<std::string> LoadedByTheLoader() {
  std::istringstream lines(OutputOf({"/usr/bin/ldd", getenv("PROGRAM")}));
  std::set<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    const std::string name = line.substr(1, line.find(' ') - 1);
    if (name.find("linux-vdso") == std::string::npos)
      names.insert(name.substr(name.rfind('/') + 1));
  }
  return names;
}

TEST(ClosureTest, IsWhatTheLoaderLoads) {
  const absl::StatusOr<Closure> closure = FindClosure(Request());
  ASSERT_TRUE(closure.ok()) << closure.status();
  std::set<std::string> names;
  for (const auto& [place, source] : *closure) names.insert(fs::path(place).filename());
  std::set<std::string> expected = LoadedByTheLoader();
  EXPECT_GE(expected.size(), 20u);
  expected.insert("program");
  EXPECT_EQ(names, expected);
  EXPECT_TRUE(closure->contains("usr/bin/program"));
  EXPECT_TRUE(closure->contains("lib64/ld-linux-x86-64.so.2"));
  EXPECT_TRUE(closure->contains(kLibraries + std::string("libpq.so.5")));
}

TEST(ClosureTest, OrderAndRepetitionOfTheInputsDoNotMatter) {
  ClosureRequest request = Request();
  const absl::StatusOr<Closure> once = FindClosure(request);
  std::reverse(request.libraries.begin(), request.libraries.end());
  request.libraries.push_back(request.libraries.front());
  const absl::StatusOr<Closure> again = FindClosure(request);
  ASSERT_TRUE(once.ok() && again.ok()) << again.status();
  EXPECT_EQ(*once, *again);
}

TEST(ClosureTest, AWrittenClosureRunsByItsOwnLoader) {
  const absl::StatusOr<Closure> closure = FindClosure(Request());
  ASSERT_TRUE(closure.ok()) << closure.status();
  const auto temp = TempDirectory::Create();
  ASSERT_TRUE(temp.ok());
  const std::string root = temp->path() + "/root/";
  const absl::Status written = WriteClosure(*closure, root);
  ASSERT_TRUE(written.ok()) << written;
  fs::permissions(root + "lib64/ld-linux-x86-64.so.2", fs::perms(0755));
  const std::string loaded = OutputOf({root + "lib64/ld-linux-x86-64.so.2", "--library-path",
                                       root + kLibraries, root + "usr/bin/program"});
  EXPECT_EQ(loaded.rfind("libpq 15", 0), 0u) << loaded;
}

TEST(ClosureTest, AMissingLibrarySaysWhoNeedsItAndWhereToAddIt) {
  ClosureRequest request = Request();
  Drop(request, "/liblber-2.5");
  const v1::Diagnosis diagnosis = Failure(request);
  EXPECT_EQ(diagnosis.code(), "CLOSURE-LIBRARY-MISSING");
  EXPECT_EQ(diagnosis.what(), "liblber-2.5.so.0 is needed, and no declared input provides it");
  EXPECT_EQ(diagnosis.why(), "needed by program -> libpq.so.5 -> libldap-2.5.so.0");
  EXPECT_NE(diagnosis.fix().find("`libraries` of //a:closure"), std::string::npos);
  EXPECT_NE(diagnosis.fix().find("RUNTIME_PACKAGES"), std::string::npos);
}

TEST(ClosureTest, AMissingLoaderIsMissedToo) {
  ClosureRequest request = Request();
  Drop(request, "/ld-linux");
  EXPECT_EQ(Failure(request).why(), "needed by program (its loader)");
}

TEST(ClosureTest, WhatAProgramLoadsByItselfComesWithItsOwnNeeds) {
  ClosureRequest request = Request();
  Drop(request, "/libnsl");
  const absl::StatusOr<Closure> without = FindClosure(Request());
  request = Request();
  request.loaded = {"libnsl.so.1"};
  const absl::StatusOr<Closure> with = FindClosure(request);
  ASSERT_TRUE(without.ok() && with.ok());
  EXPECT_EQ(with->size(), without->size() + 1);
  request.loaded = {"libnls.so.1"};
  const v1::Diagnosis diagnosis = Failure(request);
  EXPECT_EQ(diagnosis.why(), "needed by program (loads it by itself)");
  EXPECT_NE(diagnosis.what().find("did you mean `libnsl.so.1`?"), std::string::npos);
}

TEST(ClosureTest, TwoLibrariesOfOneNameAreNotChosenFrom) {
  const auto temp = TempDirectory::Create();
  ASSERT_TRUE(temp.ok());
  ClosureRequest request = Request();
  for (const std::string& path : Runtime()) {
    if (path.find("/libpq.so") == std::string::npos) continue;
    fs::copy_file(path, temp->path() + "/same.so");
    fs::copy_file(path, temp->path() + "/other.so");
    fs::permissions(temp->path() + "/other.so", fs::perms(0644));
    std::ofstream(temp->path() + "/other.so", std::ios::app) << "longer";
  }
  request.libraries.push_back(temp->path() + "/same.so");
  EXPECT_TRUE(FindClosure(request).ok());
  request.libraries.push_back(temp->path() + "/other.so");
  const v1::Diagnosis diagnosis = Failure(request);
  EXPECT_EQ(diagnosis.code(), "CLOSURE-LIBRARY-AMBIGUOUS");
  EXPECT_EQ(diagnosis.what(), "two different libraries are called libpq.so.5");
}

TEST(ClosureTest, FilesThatAreNoLibrariesArePassedOver) {
  const auto temp = TempDirectory::Create();
  ASSERT_TRUE(temp.ok());
  std::ofstream(temp->path() + "/libc.so") << "GROUP ( libc.so.6 )\n";
  ClosureRequest request = Request();
  request.libraries.push_back(temp->path() + "/libc.so");
  EXPECT_TRUE(FindClosure(request).ok());
}

TEST(ClosureTest, APlaceOutsideTheImageIsRefused) {
  for (const char* place : {"", "/usr/bin/app", "../app", "usr//app", "usr/./app", "usr/"}) {
    ClosureRequest request = Request();
    request.place = place;
    EXPECT_EQ(Failure(request).code(), "CLOSURE-PLACE") << place;
  }
  ClosureRequest request = Request();
  request.place = kLibraries + std::string("libpq.so.5");
  EXPECT_EQ(Failure(request).code(), "CLOSURE-PLACE");
}

// Changes a string of the program's dynamic section; both have the same length.
std::string ProgramWith(const std::string& directory, const std::string& from,
                        const std::string& to) {
  std::string bytes = *ReadFile(getenv("PROGRAM"), 64 << 20);
  size_t found = 0;
  for (size_t at = 0; (at = bytes.find(from, at)) != std::string::npos; at += from.size()) {
    bytes.replace(at, from.size(), to);
    ++found;
  }
  EXPECT_GT(found, 0u);
  std::ofstream(directory + "/changed") << bytes;
  return directory + "/changed";
}

TEST(ClosureTest, NamesThatArePathsAreRefused) {
  const auto temp = TempDirectory::Create();
  ASSERT_TRUE(temp.ok());
  ClosureRequest request = Request();
  request.program = ProgramWith(temp->path(), "libpq.so.5", "../../so.5");
  EXPECT_EQ(Failure(request).code(), "CLOSURE-NAME");
  request.program = ProgramWith(temp->path(), "/lib64/ld-linux", "/../../ld-linux");
  EXPECT_EQ(Failure(request).code(), "CLOSURE-NAME");
}

TEST(ClosureTest, ARelativeSearchPathIsRefused) {
  const auto temp = TempDirectory::Create();
  ASSERT_TRUE(temp.ok());
  const std::string program = temp->path() + "/changed";
  fs::copy_file(getenv("PROGRAM"), program);
  fs::permissions(program, fs::perms(0755));
  ClosureRequest request = Request();
  request.program = program;
  OutputOf({"/usr/bin/patchelf", "--set-rpath", "$ORIGIN/../lib:/usr/lib", program});
  EXPECT_TRUE(FindClosure(request).ok());
  OutputOf({"/usr/bin/patchelf", "--set-rpath", "/usr/lib:lib", program});
  EXPECT_EQ(Failure(request).code(), "CLOSURE-SEARCH-PATH");
}

}  // namespace
}  // namespace release::image
