#include "tools/step_host/loaded_plugin.h"

#include <dlfcn.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"

namespace release {
namespace {

constexpr size_t kMaxSchema = 2 << 20;  // leaves room in a message of 4 MiB

using EntryPoint = const release_step_plugin* (*)();

// The loader's words, with the file as people know it.
std::string LoaderSaid(const std::string& loaded_as, const PluginOrigin& origin) {
  const char* said = dlerror();
  if (said == nullptr) return "";
  return PrintableLine(absl::StrReplaceAll(said, {{loaded_as, origin.path}}));
}

absl::StatusOr<const release_step_plugin*> OpenTable(const std::string& name,
                                                     const PluginOrigin& origin) {
  // What the plugin itself needs is bound now (it is linked with -z now), the libraries under it
  // when they are used: that saves 0.7 of 5 ms with libprotobuf.
  void* library = dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "HOST-NOT-A-PLUGIN",
                     .what = absl::StrCat("the plugin ", origin.path, " cannot be loaded"),
                     .why = LoaderSaid(name, origin),
                     .fix = origin.RebuildCommand()});
  }
  void* entry = dlsym(library, RELEASE_STEP_PLUGIN_SYMBOL);
  if (entry == nullptr) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "HOST-NO-ENTRY",
                     .what = absl::StrCat(origin.path, " is a library, but no step plugin"),
                     .why = absl::StrCat("the host looks for ", RELEASE_STEP_PLUGIN_SYMBOL,
                                         "; the library does not export it"),
                     .fix = absl::StrCat("write RELEASE_STEP_PLUGIN(...) in the plugin, then ",
                                         origin.RebuildCommand())});
  }
  return reinterpret_cast<EntryPoint>(entry)();
}

}  // namespace

absl::StatusOr<SealedMemfd> SealPlugin(const PluginOrigin& origin,
                                       const std::optional<Digest>& expected) {
  absl::StatusOr<SealedMemfd> copy = CopyToSealedMemfd(origin.path);
  if (!copy.ok() || !expected || copy->digest == *expected) return copy;
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "HOST-DIGEST",
       .what = absl::StrCat("the plugin ", origin.path, " is not the one that was built"),
       .why = absl::StrCat("the pipeline names sha256 ", expected->hex(), ", the file has ",
                           copy->digest.hex()),
       .fix = "build the pipeline again, and let nothing write into its files"});
}

absl::StatusOr<LoadedPlugin> LoadPlugin(SealedMemfd copy, const PluginOrigin& origin) {
  absl::StatusOr<const release_step_plugin*> table = OpenTable(copy.ProcPath(), origin);
  if (!table.ok()) return table.status();
  if (absl::Status usable = CheckTable(*table, origin); !usable.ok()) return usable;

  LoadedPlugin plugin{*table, {}};
  const release_bytes schema = plugin.table->config_schema();
  const bool wants_config = *plugin.table->config_message != '\0';
  if (schema.size > kMaxSchema || (wants_config && (schema.size == 0 || schema.data == nullptr))) {
    return Diagnose(
        absl::StatusCode::kFailedPrecondition,
        {.code = "HOST-SCHEMA",
         .what = absl::StrCat("the plugin ", origin.path, " gives no config schema"),
         .why = absl::StrCat("its config message is ", plugin.table->config_message,
                             ", its schema has ", schema.size, " bytes, want 1 to ", kMaxSchema),
         .fix = "return a FileDescriptorSet from config_schema()"});
  }
  v1::Hello& hello = plugin.hello;
  hello.set_protocol(1);
  hello.set_plugin(plugin.table->name);
  hello.set_plugin_version(plugin.table->version);
  hello.set_sdk_version(plugin.table->sdk_version);
  hello.set_abi_major(plugin.table->abi_major);
  hello.set_abi_minor(plugin.table->abi_minor);
  hello.mutable_loaded()->set_sha256(copy.digest.hex());
  hello.mutable_loaded()->set_size(copy.size);
  hello.set_config_message(plugin.table->config_message);
  hello.set_config_schema(schema.data, schema.size);
  hello.set_pid(getpid());
  (void)copy.fd.Release();
  return plugin;
}

}  // namespace release
