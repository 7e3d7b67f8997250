// RUN. Everything it needs is busybox in the context; nothing depends on clock or network.
#include <string>
#include <vector>

#include "tests/images/image_case.h"

namespace release::images {

namespace {

constexpr char kBase[] =
    "FROM scratch\nCOPY busybox /bin/busybox\n"
    "RUN [\"/bin/busybox\", \"--install\", \"-s\", \"/bin\"]\n"
    "COPY passwd /etc/passwd\nCOPY group /etc/group\n";

ImageCase Case(const std::string& name, const std::string& instructions) {
  return {.name = name,
          .dockerfile = "FROM base\n" + instructions,
          .files = {{"passwd", "root:x:0:0::/root:/bin/sh\nweb:x:101:102::/:/bin/sh\n"},
                    {"group", "root:x:0:\nweb:x:102:\n"},
                    {"data.txt", "data\n"}},
          .base = kBase,
          .busybox = true};
}

}  // namespace

std::vector<ImageCase> RunCases() {
  return {
      Case("RunWritesFiles",
           "RUN mkdir -p /srv/a && echo hello > /srv/a/b && chmod 600 /srv/a/b\n"),
      Case("RunJsonForm", "RUN [\"/bin/touch\", \"/made by json\"]\n"),
      Case("RunChangesOwners",
           "RUN echo x > /f && chown 1234:55 /f && mkdir /d && chown -R web:web /d\n"),
      Case("RunAddsAUser",
           "RUN echo app:x:500:500::/:/bin/sh >> /etc/passwd && cp /bin/busybox /opt && "
           "chown app /opt && chmod 750 /opt\n"),
      Case("RunRemoves",
           "COPY data.txt /a/keep\nCOPY data.txt /a/gone\nCOPY data.txt /b/gone\n"
           "RUN rm /a/gone && rm -r /b && mkdir /b && echo new > /b/new\n"),
      Case("RunLinks",
           "RUN echo x > /x && ln /x /y && ln -s x /z && mkdir /d && ln -s ../x /d/w\n"),
      Case("RunSetuid", "RUN cp /bin/busybox /su && chmod 4755 /su && mkdir /s && chmod 1777 /s\n"),
      Case("RunSeesArgAndEnv", "ARG A=arg\nENV E=env\nRUN echo \"$A $E $PATH\" > /said\n"),
      Case("RunInWorkdirAsUser",
           "WORKDIR /w\nRUN chmod 777 /w\nUSER web\nRUN id -u > me && id -g >> me && pwd >> me\n"),
      Case("RunUsesShell", "SHELL [\"/bin/sh\", \"-xec\"]\nRUN echo $0 > /shell\n"),
      Case("RunReplacesFileByFolder",
           "COPY data.txt /t\nRUN rm /t && mkdir /t && echo 1 > /t/one\n"),
  };
}

}  // namespace release::images
