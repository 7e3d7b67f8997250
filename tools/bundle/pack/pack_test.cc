#include "tools/bundle/pack/pack.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tools/base/digest.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/bundle/pack/packed_file.h"
#include "tools/bundle/pack/site_tree.h"

namespace release::bundle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class PackTest : public testing::Test {
 protected:
  PackTest() {
    request_.set_label("//app:bundle");
    request_.set_project("app");
    for (const char* folder : {"site", "bundle"}) fs::create_directory(At(folder));
    request_.set_site(At("site"));
    request_.set_bundle(At("bundle"));
    request_.set_manifest(At("manifest.json"));
  }

  std::string At(const std::string& path) const { return directory_->path() + "/" + path; }

  void Put(const std::string& path, std::string_view content) {
    fs::create_directories(fs::path(At(path)).parent_path());
    std::ofstream(At(path)) << content;
  }

  // A file without bytes on the disk.
  void PutSparse(const std::string& path, uint64_t size) {
    Put(path, "");
    fs::resize_file(At(path), size);
  }

  void AddFunctions(std::string_view script) {
    Put("worker.js", script);
    Put("routes.json", R"({"version": 1, "include": ["/*"], "exclude": []})");
    request_.set_worker(At("worker.js"));
    request_.set_routes(At("routes.json"));
    request_.set_compatibility_date("2026-11-01");
  }

  // "CODE: what" of each.
  std::vector<std::string> Problems() {
    std::vector<std::string> told;
    for (const v1::Diagnosis& problem : Pack(request_)) {
      EXPECT_FALSE(problem.why().empty()) << problem.code();
      EXPECT_FALSE(problem.fix().empty()) << problem.code();
      told.push_back(Concat(problem.code(), ": ", problem.what()));
    }
    return told;
  }

  Json Manifest() const { return Json::parse(*ReadFile(At("manifest.json"), 1 << 20)); }
  std::string Bundled(const std::string& path) const {
    return *ReadFile(At("bundle/" + path), 1 << 20);
  }

  absl::StatusOr<TempDirectory> directory_ = TempDirectory::Create();
  PackRequest request_;
};

using Told = std::vector<std::string>;

TEST_F(PackTest, TheBundleHasTheFilesAndTheManifestTellsThem) {
  Put("site/index.html", "<h1>home</h1>\n");
  Put("site/assets/app.js", "run();");
  Put("site/_headers", "/*\n  x-frame-options: DENY\n");
  ASSERT_EQ(Problems(), Told());
  EXPECT_EQ(Bundled("assets/app.js"), "run();");
  const Json manifest = Manifest();
  EXPECT_EQ(manifest["kind"], "pages");
  EXPECT_EQ(manifest["name"], "app");
  EXPECT_EQ(manifest["label"], "//app:bundle");
  ASSERT_EQ(manifest["files"].size(), 2U);
  EXPECT_EQ(manifest["files"][0], (Json{{"path", "assets/app.js"},
                                        {"size", 6},
                                        {"contentType", "application/javascript"},
                                        {"sha256", DigestOf("run();").hex()}}));
  EXPECT_EQ(manifest["instructions"][0]["path"], "_headers");
  EXPECT_FALSE(manifest.contains("compatibilityDate"));
}

TEST_F(PackTest, FunctionsBecomeTheWorkerWithTheirRoutes) {
  Put("site/index.html", "x");
  AddFunctions(
      "// a.ts\n// ../.wrangler/tmp/pages-1/functionsRoutes-0.123.mjs\nrun();\n"
      "//# sourceMappingURL=index.js.map\n");
  ASSERT_EQ(Problems(), Told());
  EXPECT_EQ(Bundled("_worker.js"), "// a.ts\nrun();\n");
  EXPECT_EQ(Bundled("_routes.json"), R"({"version": 1, "include": ["/*"], "exclude": []})");
  EXPECT_EQ(Manifest()["compatibilityDate"], "2026-11-01");
}

TEST_F(PackTest, TheSitesOwnRoutesWin) {
  const std::string own = R"({"version": 1, "include": ["/api/*"], "exclude": []})";
  Put("site/index.html", "x");
  Put("site/_routes.json", own);
  AddFunctions("run();\n");
  ASSERT_EQ(Problems(), Told());
  EXPECT_EQ(Bundled("_routes.json"), own);
}

TEST_F(PackTest, TheSameFilesGiveTheSameManifestWhereverTheyCameFrom) {
  Put("site/b.txt", "b");
  Put("site/a/c.txt", "c");
  ASSERT_EQ(Problems(), Told());
  const std::string first = *ReadFile(At("manifest.json"), 1 << 20);
  fs::rename(At("site"), At("elsewhere"));
  fs::create_directory(At("site"));
  Put("real.txt", "b");
  fs::create_symlink(At("real.txt"), At("site/b.txt"));
  fs::create_directory_symlink(At("elsewhere/a"), At("site/a"));
  fs::remove_all(At("bundle"));
  fs::create_directory(At("bundle"));
  ASSERT_EQ(Problems(), Told());
  EXPECT_EQ(*ReadFile(At("manifest.json"), 1 << 20), first);
}

TEST_F(PackTest, AnEmptySiteIsRefused) {
  EXPECT_EQ(Problems(), Told({"SITE-EMPTY: //app:bundle: there is nothing to publish"}));
  Put("site/_headers", "");
  EXPECT_EQ(Problems(), Told({"SITE-EMPTY: //app:bundle: there is nothing to publish"}));
}

TEST_F(PackTest, AFileMayHaveTwentyFiveMebibytesAndNoMore) {
  PutSparse("site/film.mp4", kLargestFile + 1);
  EXPECT_EQ(Problems(),
            Told({"SITE-FILE-TOO-LARGE: //app:bundle: film.mp4 is too large for Pages"}));
  fs::resize_file(At("site/film.mp4"), kLargestFile);
  EXPECT_EQ(Problems(), Told());
}

TEST_F(PackTest, ATreeOfMoreThanTwentyThousandFilesIsRefusedAndSaysWhereTheyAre) {
  std::vector<SiteFile> files;
  for (int i = 0; i < 20'000; ++i) files.push_back({"big/" + std::to_string(i), 1});
  EXPECT_TRUE(CheckSite(files, "//app:bundle").empty());
  files.push_back({"index.html", 1});
  const auto problems = CheckSite(files, "//app:bundle");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code(), "SITE-TOO-MANY-FILES");
  EXPECT_EQ(problems[0].why(), "most are in big: 20000");
}

struct NameCase {
  const char* path;
  const char* code;  // nullptr: it is fine
};

TEST(SiteNamesTest, NamesThatPagesWouldNotServeAreRefused) {
  const NameCase cases[] = {
      {"index.html", nullptr},
      {".well-known/security.txt", nullptr},
      {"gr\xC3\xBC\xC3\x9F.html", nullptr},
      {"a b.html", nullptr},
      {"api/functions/x.js", nullptr},
      {"_astro/x.css", nullptr},
      {"bad\xff.html", "SITE-NAME-NOT-UTF8"},
      {"what?.html", "SITE-NAME-UNSERVABLE"},
      {"a#b.html", "SITE-NAME-UNSERVABLE"},
      {"100%.html", "SITE-NAME-UNSERVABLE"},
      {"a\\b.html", "SITE-NAME-UNSERVABLE"},
      {"a\nb.html", "SITE-NAME-UNSERVABLE"},
      {"functions/api.js", "SITE-FILE-IGNORED"},
      {"a/node_modules/b.js", "SITE-FILE-IGNORED"},
      {"a/.DS_Store", "SITE-FILE-IGNORED"},
      {".git/config", "SITE-FILE-IGNORED"},
      {"_worker.js/index.js", "SITE-FILE-IGNORED"},
      {"sub/_headers", "SITE-CONFIG-MISPLACED"},
      {"_redirect", "SITE-CONFIG-MISPLACED"},
      {"_header", "SITE-CONFIG-MISPLACED"},
      {".env", "SITE-SECRET-FILE"},
      {"a/.env.production", "SITE-SECRET-FILE"},
      {".npmrc", "SITE-SECRET-FILE"},
  };
  for (const NameCase& row : cases) {
    const auto problems = CheckSite({{row.path, 1}, {"z.html", 1}}, "//app:bundle");
    EXPECT_EQ(problems.empty() ? "" : problems[0].code(), row.code == nullptr ? "" : row.code)
        << row.path;
  }
}

TEST_F(PackTest, MistakesInInstructionsAreToldAtTheirSource) {
  Put("site/index.html", "x");
  Put("site/_redirects", "/a /b\n/* /index.html 200\n");
  request_.add_site_sources("app/public/_redirects");
  const auto problems = Pack(request_);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code(), "REDIRECTS-LOOP");
  EXPECT_EQ(problems[0].place().file(), "app/public/_redirects");
  EXPECT_EQ(problems[0].place().line(), 2U);
}

TEST_F(PackTest, AFileInFunctionsThatIsNoScriptIsRefused) {
  Put("site/index.html", "x");
  request_.add_functions("app/functions/api.ts");
  request_.add_functions("app/functions/hello.tsz");
  request_.add_functions("app/functions/README");
  EXPECT_EQ(Problems(), Told({"FUNCTIONS-UNKNOWN-TYPE: //app:bundle: app/functions/hello.tsz is no "
                              "script, so no Function would come of it",
                              "FUNCTIONS-UNKNOWN-TYPE: //app:bundle: app/functions/README is no "
                              "script, so no Function would come of it"}));
}

TEST_F(PackTest, AWorkerOfTheSiteBesideFunctionsIsRefused) {
  Put("site/index.html", "x");
  Put("site/_worker.js", "export default {}");
  AddFunctions("run();\n");
  EXPECT_EQ(Problems(), Told({"BUNDLE-WORKER-TWICE: //app:bundle: the site has a _worker.js, and "
                              "there are Functions"}));
}

TEST_F(PackTest, ARandomNameInTheCodeIsRefused) {
  Put("site/index.html", "x");
  AddFunctions("import \"../.wrangler/tmp/pages-1/x.mjs\";\n");
  EXPECT_EQ(Problems(),
            Told({"WORKER-NOT-REPRODUCIBLE: //app:bundle: the compiled Functions name a "
                  "temporary file of wrangler"}));
}

TEST_F(PackTest, ADeviceAndALinkToNothingAreNoSite) {
  ASSERT_EQ(mkfifo(At("site/pipe").c_str(), 0600), 0);
  EXPECT_EQ(Problems(), Told({"SITE-NOT-A-FILE: pipe is no file"}));
  fs::remove(At("site/pipe"));
  fs::create_symlink("gone", At("site/link"));
  EXPECT_EQ(Problems(), Told({"SITE-UNREADABLE: cannot read link"}));
}

TEST_F(PackTest, AFileThatGrewSinceTheWalkIsNoticed) {
  Put("site/a", "12");
  for (const uint64_t size : {uint64_t{1}, uint64_t{3}}) {
    const auto packed = PackFiles(At("site"), {{"a", size}}, "", 1);
    EXPECT_EQ(packed.status().code(), absl::StatusCode::kAborted) << size;
  }
}

}  // namespace
}  // namespace release::bundle
