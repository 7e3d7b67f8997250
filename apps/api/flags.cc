#include "apps/api/flags.h"

#include <getopt.h>

namespace spectral {

const char kHelp[] =
    R"(The Spectral API server.

usage: api [--port-file FILE]      serve until SIGTERM or SIGINT
       api --healthcheck [--port-file FILE]
                                   ask the running server's /health: exit 0 when it answers 200,
                                   1 with the reason otherwise
       api --version | --help

--port-file FILE   the server writes the address it listens on to FILE; --healthcheck reads it there

environment:
  DATABASE_URL                   required: postgresql://USER:PASSWORD@HOST:5432/DATABASE
  SPECTRAL_GENERATION            required: the release's generation, a whole number from 1
  SPECTRAL_REVISION              the revision that was built, shown in /health
  SPECTRAL_IMAGE_DIGEST          sha256:... of the image, shown in /health
  HOST, PORT                     where to listen: an IP address (127.0.0.1), a port (8080; 0 = a free one)
  SPECTRAL_SERVICE_KEY           what clients of the data routes send as a bearer token
  LLM_API_KEY                    credential of the language model
  ACT_AS_SIGNING_KEY             PEM private key (EC P-256 or Ed25519) that signs act-as tokens
  SPECTRAL_OUTBOX_CLAIM_SECONDS  how long a claim on an outbox row holds (60)
)";

std::string ParseFlags(int argc, char** argv, Flags* flags) {
  const option options[] = {{"healthcheck", no_argument, nullptr, 'c'},
                            {"version", no_argument, nullptr, 'v'},
                            {"help", no_argument, nullptr, 'h'},
                            {"port-file", required_argument, nullptr, 'p'},
                            {nullptr, 0, nullptr, 0}};
  opterr = 0;
  optind = 0;
  for (int found; (found = getopt_long(argc, argv, ":h", options, nullptr)) != -1;) {
    switch (found) {
      case 'c':
        flags->mode = Flags::Mode::kHealthcheck;
        break;
      case 'v':
        flags->mode = Flags::Mode::kVersion;
        break;
      case 'h':
        flags->mode = Flags::Mode::kHelp;
        break;
      case 'p':
        flags->port_file = optarg;
        break;
      case ':':
        return std::string(argv[optind - 1]) + " needs a value";
      default:
        return "unknown flag " + std::string(argv[optind - 1]);
    }
  }
  return optind == argc ? "" : "unexpected argument " + std::string(argv[optind]);
}

}  // namespace spectral
