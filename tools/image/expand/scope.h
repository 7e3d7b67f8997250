// What variables a line of a Dockerfile sees: ARG, ENV and the build arguments, in order.
//
//   GlobalScope  the lines before the first FROM, and what FROM lines see
//   StageScope   the lines of one stage; a stage made FROM another starts with a copy of that one's
//
// The rules are BuildKit's. A build argument wins over the default of an ARG, of which it needs
// one. A stage does not see a global ARG, nor a platform argument, until it declares the name
// again. ENV and ARG write the same variable, so the later line wins; what an image keeps is ENV
// alone.
#ifndef RELEASE_TOOLS_IMAGE_EXPAND_SCOPE_H_
#define RELEASE_TOOLS_IMAGE_EXPAND_SCOPE_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/expand/lexer.h"

namespace release::image {

class GlobalScope {
 public:
  // `build_args` as given from outside; `predefined` from PlatformArgs(). A build argument of the
  // same name wins over a predefined one.
  GlobalScope(Environment build_args, Environment predefined);

  // `ARG name` or `ARG name=default_value` before the first FROM, the default as written. An error
  // of the lexer is passed on and leaves the scope as it was.
  absl::Status Arg(const Lexer& lexer, const std::string& name,
                   std::optional<std::string_view> default_value);

  // What FROM lines and the defaults of further global ARGs see.
  const Environment& variables() const { return variables_; }
  const Environment& build_args() const { return build_args_; }

  // The build arguments that no ARG has asked for, proxies left out: most likely typing errors. To
  // be called when all stages are read.
  std::vector<std::string> UnusedBuildArgs() const;

 private:
  friend class StageScope;

  Environment build_args_;
  Environment variables_;
  std::set<std::string> asked_;
};

class StageScope {
 public:
  // A stage FROM scratch or from an image whose config has `base_env` ("NAME=value"). `global` must
  // outlive it. For a stage FROM a stage, copy that one's scope.
  explicit StageScope(GlobalScope* global, const std::vector<std::string>& base_env = {});

  // `ARG name` or `ARG name=default_value`, the default as written. Returns the value; absent when
  // there is none, and then the variable keeps what it had. Errors are the lexer's.
  absl::StatusOr<std::optional<std::string>> Arg(const Lexer& lexer, const std::string& name,
                                                 std::optional<std::string_view> default_value);

  // `ENV name=value`, the value expanded already: all pairs of one ENV line see the variables from
  // before the line.
  void Env(const std::string& name, std::string value);

  // What a line sees in its expansions.
  const Environment& variables() const { return variables_; }

  // What a RUN gets: the variables, and the proxies among the build arguments.
  Environment RunEnvironment() const;

  // The image's Env, "NAME=value", each name at the place where it first came up.
  std::vector<std::string> ImageEnv() const;

  // The values of the ARGs declared in this stage and those it came from, in order, without
  // proxies: what history shows before a RUN ("NAME=value").
  std::vector<std::string> DeclaredArgs() const;

 private:
  GlobalScope* global_;
  Environment variables_;
  std::vector<std::string> env_order_;
  Environment env_;
  std::vector<std::string> arg_order_;
  Environment args_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_EXPAND_SCOPE_H_
