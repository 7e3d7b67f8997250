#include "tools/migrations/bundle/verdict.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "tools/base/suggest.h"
#include "tools/base/text.h"
#include "tools/migrations/front/problem.h"
#include "tools/migrations/rules/registry.h"

namespace release::migrations {
namespace {

class Judge {
 public:
  Judge(FileReport& report, const LockFile& lock, Problems& problems)
      : report_(report), lock_(lock), problems_(problems) {}

  void Run() {
    for (const Directive& directive : report_.file.directives.list) {
      directive.kind == Directive::Kind::kAllow ? CheckAllow(directive) : CheckCompletes(directive);
    }
    for (StatementReport& statement : report_.statements) {
      for (Finding& finding : statement.findings) JudgeFinding(finding);
    }
    for (const Directive& directive : report_.file.directives.list) {
      if (!used_.contains(&directive) && !refused_.contains(&directive)) TellUnused(directive);
    }
  }

 private:
  static bool IsContract(const Rule& rule) { return rule.effect == StatementClass::kContract; }

  v1::Diagnosis At(size_t offset, size_t length, ProblemText text) const {
    return PlacedProblem(report_.file.path, report_.file.text, offset, length, std::move(text));
  }
  void Refuse(const Directive& directive, ProblemText text) {
    problems_.errors.push_back(At(directive.offset, directive.length, std::move(text)));
    refused_.insert(&directive);
  }
  void Warn(v1::Diagnosis warning) {
    warning.set_severity(v1::SEVERITY_WARNING);
    problems_.warnings.push_back(std::move(warning));
  }

  void CheckAllow(const Directive& directive) {
    const Rule* rule = FindRule(directive.argument);
    if (rule == nullptr) {
      Refuse(
          directive,
          {"MIGRATION-ALLOW-CODE",
           Concat("no rule has the code ", directive.argument,
                  DidYouMean(directive.argument, RuleCodes())),
           "`allow` is for findings of rules; a file that cannot be read or run cannot be allowed",
           "codes are the names of the pages in tools/migrations/rules/pages"});
    } else if (IsContract(*rule)) {
      Refuse(
          directive,
          {"MIGRATION-ALLOW-CONTRACT", Concat(rule->code, " cannot be allowed"),
           "it removes or tightens something, which needs an earlier release that stopped using it",
           "write `-- release: completes VERSION`, the version of the released migration that "
           "began the change"});
    }
  }

  void CheckCompletes(const Directive& directive) {
    if (lock_.Find(directive.argument) != nullptr) {
      completes_.insert(&directive);
      return;
    }
    Refuse(directive,
           {"MIGRATION-COMPLETES-UNRELEASED",
            Concat("no release has the migration ", directive.argument),
            lock_.entries.empty()
                ? std::string("nothing is in the lock file yet")
                : Concat(lock_.path, " ends with ", lock_.entries.back().file_name,
                         ": what began the change must have been released before it is completed"),
            "release the change's first part, then this file"});
  }

  void JudgeFinding(Finding& finding) {
    const Rule& rule = *finding.rule;
    if (IsContract(rule)) {
      used_.insert(completes_.begin(), completes_.end());
      if (completes_.empty()) Tell(finding);
      return;
    }
    for (const Directive& directive : report_.file.directives.list) {
      if (directive.kind != Directive::Kind::kAllow || directive.argument != rule.code) continue;
      used_.insert(&directive);
      finding.allowed = directive.reason;
      return;
    }
    Tell(finding);
  }

  void Tell(const Finding& finding) {
    const Rule& rule = *finding.rule;
    std::string fix(rule.fix);
    if (IsContract(rule)) {
      fix +=
          "; then say so in this file: `-- release: completes VERSION`, the version of the "
          "released migration that began the change";
    } else {
      AppendTo(fix, "; or say why it is safe here: `-- release: allow ", rule.code, ": REASON`");
    }
    v1::Diagnosis problem = At(finding.offset, finding.length,
                               {std::string(rule.code), finding.what, std::string(rule.why), fix});
    problem.add_evidence(Concat(NameOf(rule.effect), "; more in ", PageOf(rule)));
    if (rule.severity == Rule::Severity::kWarning) return Warn(std::move(problem));
    problems_.errors.push_back(std::move(problem));
  }

  void TellUnused(const Directive& directive) {
    if (directive.kind == Directive::Kind::kAllow) {
      return Refuse(
          directive,
          {"MIGRATION-ALLOW-UNUSED", Concat("nothing here raises ", directive.argument),
           "who reads the file would believe that something is unsafe", "remove the comment"});
    }
    Warn(At(directive.offset, directive.length,
            {"MIGRATION-COMPLETES-UNUSED", "nothing here removes or tightens anything",
             "`completes` speaks for such statements", "remove the comment"}));
  }

  FileReport& report_;
  const LockFile& lock_;
  Problems& problems_;
  std::set<const Directive*> completes_;  // those that name a released migration
  std::set<const Directive*> used_;
  std::set<const Directive*> refused_;
};

}  // namespace

void JudgeFile(FileReport& report, const LockFile& lock, Problems& problems) {
  Judge(report, lock, problems).Run();
}

}  // namespace release::migrations
