// COPY, ADD, WORKDIR and stages: what decides about files.
#include <string>
#include <vector>

#include "tests/images/image_case.h"

namespace release::images {

namespace {

// A context with depth, a program, names that need care and a file to leave out.
std::vector<ContextFile> Site() {
  return {{"index.html", "<p>hello</p>\n"},
          {"bin/serve", "#!/bin/sh\necho serve\n", true},
          {"assets/app.js", "let a = 1;\n"},
          {"assets/style.css", "p {}\n"},
          {"assets/deep/er/image.svg", "<svg/>\n"},
          {"with space/a b.txt", "spaced\n"},
          {"notes.md", "notes\n"},
          {"notes.txt", "more notes\n"}};
}

}  // namespace

std::vector<ImageCase> FileCases() {
  return {
      {"CopyFileToFolder", "FROM scratch\nCOPY index.html /srv/\n", Site()},
      {"CopyFileToName", "FROM scratch\nCOPY index.html /srv/www/start.html\n", Site()},
      {"CopySeveralFiles", "FROM scratch\nCOPY index.html notes.md /srv/\n", Site()},
      {"CopyFolderTakesItsContent", "FROM scratch\nCOPY assets /srv/static\n", Site()},
      {"CopyWholeContext", "FROM scratch\nCOPY . /app/\n", Site()},
      {"CopyGlob", "FROM scratch\nCOPY notes.* /docs/\nCOPY assets/*.?s /js/\n", Site()},
      {"CopyJsonFormWithSpaces", "FROM scratch\nCOPY [\"with space/a b.txt\", \"/x y/\"]\n",
       Site()},
      {"CopyOverExistingFile", "FROM scratch\nCOPY index.html /a\nCOPY notes.md /a\n", Site()},
      {"CopyIntoExistingFolder",
       "FROM scratch\nCOPY assets /srv\nCOPY bin /srv\nCOPY index.html /srv\n", Site()},
      {"CopyChownNumbers",
       "FROM scratch\nCOPY --chown=1000:2000 assets /srv/\nCOPY --chown=7 notes.md /n/\n", Site()},
      {"CopyChownNames",
       "FROM scratch\nCOPY passwd /etc/passwd\nCOPY group /etc/group\n"
       "COPY --chown=web:www notes.md /a/\nCOPY --chown=web notes.md /b/\n"
       "COPY --chown=12:www notes.md /c/\n",
       {{"passwd", "root:x:0:0::/:/bin/sh\nweb:x:101:102:Web:/srv:/bin/sh\n"},
        {"group", "root:x:0:\nwww:x:201:web\n"},
        {"notes.md", "notes\n"}}},
      {"CopyChmod",
       "FROM scratch\nCOPY --chmod=0600 notes.md /a/secret\nCOPY --chmod=755 notes.txt /a/run\n",
       Site()},
      {"CopyDoesNotFollowUser",
       "FROM scratch\nUSER 55:66\nCOPY notes.md /home/\nADD notes.txt /home/\n", Site()},
      {"CopyFromStage",
       "FROM scratch AS build\nCOPY --chown=3:4 . /out/\nFROM scratch\n"
       "COPY --from=build /out/assets /srv/\nCOPY --from=0 /out/index.html /srv/\n",
       Site()},
      {"CopyFromStageGlob",
       "FROM scratch AS build\nCOPY . /out/\nFROM scratch\nCOPY --from=build /out/notes* /n/\n",
       Site()},
      {"StageFromStage",
       "FROM scratch AS one\nCOPY notes.md /one\nENV A=1\nFROM one AS two\nCOPY notes.txt /two\n"
       "FROM two\nENV B=$A\nCOPY index.html /three\n",
       Site()},
      {"TargetStage",
       "FROM scratch AS one\nCOPY notes.md /one\nFROM scratch AS two\nCOPY notes.txt /two\n",
       Site(),
       {"--target=one"}},
      {"WorkdirIsMadeAndRelative",
       "FROM scratch\nWORKDIR /srv\nWORKDIR www/a\nCOPY notes.md .\nCOPY notes.txt ./x/\n", Site()},
      {"DockerIgnore",
       "FROM scratch\nCOPY . /app/\n",
       {{".dockerignore", "# not these\n*.md\nassets/**\n!assets/app.js\n"},
        {"notes.md", "n\n"},
        {"keep.txt", "k\n"},
        {"assets/app.js", "a\n"},
        {"assets/deep/image.svg", "i\n"}}},
      {"AddFileIsLikeCopy", "FROM scratch\nADD index.html /srv/\nADD assets /a/\n", Site()},
      {.name = "AddUnpacksArchives",
       .dockerfile = "FROM scratch\nADD archive.tar /t/\nADD archive.tar.gz /g/\n"
                     "ADD archive.tar.xz /x/\n",
       .archives = true},
      {.name = "CopyKeepsArchives",
       .dockerfile = "FROM scratch\nCOPY archive.tar.gz /kept/\n",
       .archives = true},
      {.name = "BaseImage",
       .dockerfile = "FROM base\nCOPY notes.txt /etc/conf/notes\nCOPY index.html /srv/\n",
       .files = Site(),
       .base = "FROM scratch\nCOPY --chown=5:6 assets /srv/\nCOPY notes.md /etc/conf/notes\n"
               "ENV PATH=/opt/bin LANG=C\nUSER 9\nWORKDIR /srv\nCMD [\"serve\"]\n"},
      {.name = "CopyFromBaseImage",
       .dockerfile = "FROM scratch\nCOPY --from=base /srv /copied/\n",
       .files = Site(),
       .base = "FROM scratch\nCOPY --chown=5:6 assets /srv/\n"},
  };
}

}  // namespace release::images
