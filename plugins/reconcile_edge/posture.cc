#include "plugins/reconcile_edge/posture.h"

#include <algorithm>
#include <utility>

#include "tools/base/text.h"

namespace release::reconcile_edge {
namespace {

using nlohmann::json;

constexpr char kPhase[] = "http_request_firewall_custom";

bool HasSuperBotFightMode(const json& bots) {
  return std::any_of(bots.items().begin(), bots.items().end(),
                     [](const auto& field) { return field.key().starts_with("sbfm_"); });
}

class BotFightMode : public Item {
 public:
  absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) override {
    absl::StatusOr<json> bots = edge.api().Get(edge.ZonePath() + "/bot_management");
    if (!bots.ok()) return bots.status();
    if (bots->value("fight_mode", json()) != true) return std::optional<ChangeText>();
    return std::optional<ChangeText>(
        ChangeText{.id = "bot_fight_mode",
                   .resource = Concat("Bot Fight Mode of ", edge.config().zone()),
                   .before = "on",
                   .after = "off",
                   .note = "one switch of the whole zone; no rule skips it for a host name"});
  }

  absl::Status Repair(Edge& edge) override {
    return edge.Change("PUT", edge.ZonePath() + "/bot_management", {{"fight_mode", false}});
  }
};

std::string HostIs(const google::protobuf::RepeatedPtrField<std::string>& hostnames) {
  std::vector<std::string> sorted(hostnames.begin(), hostnames.end());
  std::sort(sorted.begin(), sorted.end());
  std::string set;
  for (const std::string& hostname : sorted)
    AppendTo(set, set.empty() ? "" : " ", "\"", hostname, "\"");
  return Concat("http.host in {", set, "}");
}

// One rule of ours among the zone's WAF custom rules.
class Rule : public Item {
 public:
  explicit Rule(json wanted) : wanted_(std::move(wanted)) {}

  absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) override {
    ruleset_.clear();
    rule_.clear();
    auto found = edge.Find(Concat(edge.ZonePath(), "/rulesets/phases/", kPhase, "/entrypoint"));
    if (!found.ok()) return found.status();
    const std::string ref = TextAt(wanted_, "ref");
    ChangeText change{.id = Concat("rule/", ref),
                      .action = v1::ACTION_CREATE,
                      .resource = Concat("WAF custom rule ", ref),
                      .before = "absent",
                      .after = Words(wanted_)};
    if (!*found) return std::optional<ChangeText>(change);
    ruleset_ = TextAt(**found, "id");
    for (const json& rule : (*found)->value("rules", json::array())) {
      if (TextAt(rule, "ref") != ref) continue;
      const bool right = std::all_of(
          wanted_.items().begin(), wanted_.items().end(),
          [&](const auto& field) { return rule.value(field.key(), json()) == field.value(); });
      if (right) return std::optional<ChangeText>();
      rule_ = TextAt(rule, "id");
      change.action = v1::ACTION_UPDATE;
      change.before = Words(rule);
      return std::optional<ChangeText>(change);
    }
    return std::optional<ChangeText>(change);
  }

  // Rules of others are neither sent nor touched: one rule is added or changed.
  absl::Status Repair(Edge& edge) override {
    const std::string rulesets = edge.ZonePath() + "/rulesets";
    if (ruleset_.empty()) {
      return edge.Change("POST", rulesets,
                         {{"name", "default"},
                          {"description", "WAF custom rules"},
                          {"kind", "zone"},
                          {"phase", kPhase},
                          {"rules", {wanted_}}});
    }
    const std::string rules = Concat(rulesets, "/", ruleset_, "/rules");
    return rule_.empty() ? edge.Change("POST", rules, wanted_)
                         : edge.Change("PATCH", Concat(rules, "/", rule_), wanted_);
  }

 private:
  static std::string Words(const json& rule) {
    return Concat(TextAt(rule, "action"), " where ", TextAt(rule, "expression"),
                  rule.value("enabled", json()) == false ? " (disabled)" : "");
  }

  const json wanted_;
  std::string ruleset_;
  std::string rule_;
};

class SkipRule : public Rule {
 public:
  using Rule::Rule;
  absl::StatusOr<std::optional<ChangeText>> Look(Edge& edge) override {
    absl::StatusOr<json> bots = edge.api().Get(edge.ZonePath() + "/bot_management");
    if (!bots.ok()) return bots.status();
    if (!HasSuperBotFightMode(*bots)) return std::optional<ChangeText>();
    return Rule::Look(edge);
  }
};

}  // namespace

void AddPosture(const Config& config, Items& items) {
  if (config.open_hostnames_size() > 0) {
    items.push_back(std::make_unique<BotFightMode>());
    items.push_back(
        std::make_unique<SkipRule>(json{{"ref", kSkipRef},
                                        {"description", "release: machines call these host names"},
                                        {"expression", HostIs(config.open_hostnames())},
                                        {"action", "skip"},
                                        {"action_parameters", {{"phases", {"http_request_sbfm"}}}},
                                        {"enabled", true}}));
  }
  if (config.guarded_hostnames_size() > 0) {
    const std::string condition =
        config.guard_condition().empty() ? "not cf.client.bot" : config.guard_condition();
    items.push_back(std::make_unique<Rule>(json{
        {"ref", kGuardRef},
        {"description", "release: portals for people"},
        {"expression", Concat("(", HostIs(config.guarded_hostnames()), ") and (", condition, ")")},
        {"action", config.guard_action().empty() ? "managed_challenge" : config.guard_action()},
        {"enabled", true}}));
  }
}

absl::StatusOr<std::string> DescribePlan(Edge& edge) {
  absl::StatusOr<json> bots = edge.api().Get(edge.ZonePath() + "/bot_management");
  if (!bots.ok()) return bots.status();
  return HasSuperBotFightMode(*bots)
             ? Concat("bot protection of ", edge.config().zone(),
                      ": Super Bot Fight Mode; a rule skips it for the open host names")
             : Concat("bot protection of ", edge.config().zone(),
                      ": Bot Fight Mode, one switch of the whole zone, kept off");
}

}  // namespace release::reconcile_edge
