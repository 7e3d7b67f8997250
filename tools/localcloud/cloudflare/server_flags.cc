#include "tools/localcloud/cloudflare/server_flags.h"

#include <CLI/CLI.hpp>

namespace release::cloud {

ParsedFlags ParseServerFlags(int argc, char** argv) {
  ParsedFlags parsed;
  ServerFlags& flags = parsed.flags;
  CLI::App app("Cloudflare's v4 API, emulated, on a loopback address.");
  app.add_option("--directory", flags.directory, "where the state lies; made when absent")
      ->required();
  app.add_option("--token-file", flags.token_file, "file with the API token that is let in")
      ->required();
  app.add_option("--account", flags.account_id, "account id, 32 hex digits");
  app.add_option("--zone", flags.zones, "name of a zone of the account; may be repeated");
  app.add_option("--faults", flags.faults, "file of faults to order");
  app.add_option("--address", flags.address, "loopback address to listen on");
  app.add_option("--port", flags.port, "port of the API; 0: a free one");
  app.add_option("--control-port", flags.control_port, "port of the control API; 0: a free one");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error);
  }
  return parsed;
}

}  // namespace release::cloud
