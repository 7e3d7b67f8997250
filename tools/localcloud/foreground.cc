#include "tools/localcloud/foreground.h"

#include <unistd.h>

#include <csignal>
#include <iostream>
#include <map>
#include <string_view>
#include <utility>

#include "tools/base/process.h"
#include "tools/base/text.h"
#include "tools/localcloud/database.h"
#include "tools/localcloud/exit_code.h"

namespace release {
namespace {

std::map<std::string, std::string> OurEnvironment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

// What the environments file of the command cannot know, as one `--set` each.
std::vector<std::string> WhatTheEnvironmentGets(const Cloud& cloud) {
  const cloud::Vendors* vendors = cloud.vendors();
  if (vendors == nullptr) return {Concat("--set=hosts.api=", cloud.endpoints().api.ToString())};
  const std::string front = cloud.endpoints().front.ToString();
  return {Concat("--set=api_base=https://", front, "/client/v4"), Concat("--set=resolve.*=", front),
          Concat("--set=ca_bundle=", vendors->ca_file())};
}

// Credentials and addresses of the cloud.
std::map<std::string, std::string> WhatTheCommandGets(const Cloud& cloud) {
  std::map<std::string, std::string> given;
  given["DATABASE_URL"] = cloud.DatabaseUrl().Reveal();
  for (const auto& [name, value] : cloud.made_secrets()) given[name] = value.Reveal();
  if (const cloud::Vendors* vendors = cloud.vendors(); vendors != nullptr) {
    const cloud::CloudIdentity& identity = vendors->identity();
    given["CLOUDFLARE_ACCOUNT_ID"] = identity.account_id;
    given["CLOUDFLARE_API_TOKEN"] = identity.cloudflare_token.Reveal();
    given["SUPABASE_URL"] = Concat("https://", identity.SupabaseHost());
    given["SUPABASE_PUBLISHABLE_KEY"] = vendors->publishable_key();
    given["SUPABASE_SECRET_KEY"] = vendors->secret_key().Reveal();
    given["LOCALCLOUD_FRONT"] = cloud.endpoints().front.ToString();
    given["LOCALCLOUD_CA"] = vendors->ca_file();
    given["LOCALCLOUD_STATUS"] = Concat("http://", cloud.endpoints().status.ToString());
  }
  return given;
}

}  // namespace

absl::StatusOr<int> RunInForeground(Cloud& cloud, std::vector<std::string> argv) {
  Command command;
  command.argv = std::move(argv);
  for (std::string& argument : WhatTheEnvironmentGets(cloud)) {
    command.argv.push_back(std::move(argument));
  }
  command.env = OurEnvironment();
  std::map<std::string, std::string> ours = WhatTheCommandGets(cloud);
  for (auto& [name, value] : ours) command.env[name] = value;
  command.in = Stdio::kInherit;
  command.own_process_group = false;
  absl::StatusOr<Process> process = Process::Start(command);
  for (auto& [name, value] : ours) {
    WipeString(command.env[name]);
    WipeString(value);
  }
  if (!process.ok()) return process.status();

  while (const std::optional<int> signal = cloud.KeepUntil(&*process)) {
    if (*signal != SIGINT) process->Signal(*signal);
  }
  const absl::StatusOr<Exit> exit = process->Wait();
  if (!exit.ok()) return exit.status();
  return exit->signalled ? kSignalBase + exit->code_or_signal : exit->code_or_signal;
}

void StayUp(Cloud& cloud, const std::string& directory) {
  const CloudEndpoints& at = cloud.endpoints();
  std::cout << "The local cloud is up. Ctrl-C ends it.\n";
  if (cloud.vendors() == nullptr) {
    std::cout << "  API         curl http://" << at.api.ToString() << "/health\n";
  }
  std::cout << "  PostgreSQL  PGPASSWORD=$(cat " << directory << "/postgres-password) psql -h "
            << at.session_pooler.host << " -p " << at.session_pooler.port << " -U postgres "
            << kDatabase << '\n';
  if (cloud.vendors() != nullptr) {
    std::cout << "  status      http://" << at.status.ToString() << "/\n"
              << "  a host      curl --cacert " << cloud.vendors()->ca_file()
              << " --connect-to ::" << at.front.ToString() << " https://HOST/\n";
  }
  std::cout << "  logs        tail -f " << directory << "/logs/*.log\n" << std::flush;
  cloud.KeepUntil(nullptr);
}

}  // namespace release
