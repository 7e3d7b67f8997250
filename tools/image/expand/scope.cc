#include "tools/image/expand/scope.h"

#include <utility>

#include "tools/base/text.h"
#include "tools/image/expand/predefined_args.h"

namespace release::image {

GlobalScope::GlobalScope(Environment build_args, Environment predefined)
    : build_args_(std::move(build_args)), variables_(std::move(predefined)) {
  for (auto& [name, value] : variables_) {
    const auto given = build_args_.find(name);
    if (given == build_args_.end()) continue;
    value = given->second;
    asked_.insert(name);
  }
}

absl::Status GlobalScope::Arg(const Lexer& lexer, const std::string& name,
                              std::optional<std::string_view> default_value) {
  if (const auto given = build_args_.find(name); given != build_args_.end()) {
    variables_[name] = given->second;
    asked_.insert(name);
    return absl::OkStatus();
  }
  if (!default_value.has_value()) return absl::OkStatus();
  absl::StatusOr<std::string> value = lexer.ProcessWord(*default_value, variables_);
  if (!value.ok()) return value.status();
  variables_[name] = *std::move(value);
  return absl::OkStatus();
}

std::vector<std::string> GlobalScope::UnusedBuildArgs() const {
  std::vector<std::string> unused;
  for (const auto& [name, value] : build_args_) {
    if (!asked_.contains(name) && !IsProxyArg(name)) unused.push_back(name);
  }
  return unused;
}

StageScope::StageScope(GlobalScope* global, const std::vector<std::string>& base_env)
    : global_(global) {
  for (const std::string& pair : base_env) {
    const size_t equals = pair.find('=');
    const bool has_value = equals != std::string::npos;
    Env(pair.substr(0, equals), has_value ? pair.substr(equals + 1) : std::string());
  }
}

absl::StatusOr<std::optional<std::string>> StageScope::Arg(
    const Lexer& lexer, const std::string& name, std::optional<std::string_view> default_value) {
  std::optional<std::string> value;
  if (const auto given = global_->build_args_.find(name); given != global_->build_args_.end()) {
    value = given->second;
    global_->asked_.insert(name);
  } else if (default_value.has_value()) {
    absl::StatusOr<std::string> expanded = lexer.ProcessWord(*default_value, variables_);
    if (!expanded.ok()) return expanded.status();
    value = *std::move(expanded);
  } else if (const auto inherited = global_->variables_.find(name);
             inherited != global_->variables_.end()) {
    value = inherited->second;
  }
  if (!value.has_value()) return value;
  variables_[name] = *value;
  if (!args_.contains(name)) arg_order_.push_back(name);
  args_[name] = *value;
  return value;
}

void StageScope::Env(const std::string& name, std::string value) {
  variables_[name] = value;
  if (!env_.contains(name)) env_order_.push_back(name);
  env_[name] = std::move(value);
}

Environment StageScope::RunEnvironment() const {
  Environment environment = variables_;
  for (const auto& [name, value] : global_->build_args_) {
    if (IsProxyArg(name)) environment.emplace(name, value);
  }
  return environment;
}

std::vector<std::string> StageScope::ImageEnv() const {
  std::vector<std::string> pairs;
  for (const std::string& name : env_order_) {
    pairs.push_back(Concat(name, "=", env_.find(name)->second));
  }
  return pairs;
}

std::vector<std::string> StageScope::DeclaredArgs() const {
  std::vector<std::string> pairs;
  for (const std::string& name : arg_order_) {
    if (IsProxyArg(name)) continue;
    pairs.push_back(Concat(name, "=", args_.find(name)->second));
  }
  return pairs;
}

}  // namespace release::image
