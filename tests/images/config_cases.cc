// Variables, and the instructions that only write the config.
#include <vector>

#include "tests/images/image_case.h"

namespace release::images {

std::vector<ImageCase> ConfigCases() {
  return {
      {"EnvForms",
       "FROM scratch\nENV A=1 B=\"two words\" C=three\\ words\nENV D four five\n"
       "ENV E=${A}x F=${MISSING:-default} G=${A:+set}\nCOPY f /\n",
       {{"f", "f"}}},
      {"ArgScopes",
       "ARG WHERE=outer\nFROM scratch\nARG WHERE\nARG INNER=in\nARG GIVEN=no\n"
       "ENV W=$WHERE I=$INNER G=$GIVEN\nCOPY f /$INNER/$GIVEN\n",
       {{"f", "f"}},
       {"--build-arg=GIVEN=yes"}},
      {"ArgInFrom", "ARG BASE=scratch\nFROM ${BASE}\nCOPY f /\n", {{"f", "f"}}},
      {"Labels",
       "FROM scratch\nLABEL one=1 two=\"2 words\"\nLABEL \"quoted key\"=x\nLABEL one=again\nCOPY f "
       "/\n",
       {{"f", "f"}}},
      {"EntrypointAndCmdJson",
       "FROM scratch\nENTRYPOINT [\"/f\", \"--flag\"]\nCMD [\"a\", \"b c\"]\nCOPY f /\n",
       {{"f", "f"}}},
      {"EntrypointAndCmdShell",
       "FROM scratch\nENTRYPOINT exec /f --flag\nCMD echo $HOME\nCOPY f /\n",
       {{"f", "f"}}},
      {"EntrypointTakesTheCmdOfTheBaseAway",
       "FROM base\nENTRYPOINT [\"/f\"]\nCOPY f /\n",
       {{"f", "f"}},
       {},
       "FROM scratch\nCMD [\"old\"]\nCOPY f /base\n"},
      {"ExposeForms",
       "FROM scratch\nEXPOSE 80 443/tcp 53/udp\nENV P=9000\nEXPOSE $P\nCOPY f /\n",
       {{"f", "f"}}},
      {"VolumeForms",
       "FROM scratch\nVOLUME /data /more\nVOLUME [\"/json\"]\nCOPY f /\n",
       {{"f", "f"}}},
      {"UserForms", "FROM scratch\nUSER 1000:1000\nCOPY f /\nUSER 12\n", {{"f", "f"}}},
      {"StopSignal", "FROM scratch\nSTOPSIGNAL SIGQUIT\nCOPY f /\n", {{"f", "f"}}},
      {"HealthcheckOptions",
       "FROM scratch\nHEALTHCHECK --interval=5m --timeout=3s --start-period=1m30s --retries=4 \\\n"
       "  CMD [\"/f\", \"check\"]\nCOPY f /\n",
       {{"f", "f"}}},
      {"HealthcheckShell", "FROM scratch\nHEALTHCHECK CMD /f check\nCOPY f /\n", {{"f", "f"}}},
      {"HealthcheckNone",
       "FROM base\nHEALTHCHECK NONE\nCOPY f /\n",
       {{"f", "f"}},
       {},
       "FROM scratch\nHEALTHCHECK CMD [\"/f\"]\nCOPY f /base\n"},
      {"OnBuildIsKept",
       "FROM scratch\nONBUILD LABEL late=1\nONBUILD ENV LATE=1\nCOPY f /\n",
       {{"f", "f"}}},
      {"OnBuildRunsInTheNextImage",
       "FROM base\nCOPY f /own\n",
       {{"f", "f"}},
       {},
       "FROM scratch\nONBUILD COPY f /late\nONBUILD ENV LATE=1\nCOPY f /base\n"},
      {"Maintainer", "FROM scratch\nMAINTAINER Ann <ann@example.com>\nCOPY f /\n", {{"f", "f"}}},
      {"EscapeDirectiveAndComments",
       "# escape=`\n# a comment\nFROM scratch\nENV A=one `\n  # inside\n  B=two\nCOPY f /\n",
       {{"f", "f"}}},
      {"EnvOfTheBaseIsKeptAndReplaced",
       "FROM base\nENV A=2 C=$A$B\nCOPY f /\n",
       {{"f", "f"}},
       {},
       "FROM scratch\nENV A=1 B=x\nLABEL from=base\nEXPOSE 1\nVOLUME /v\nCOPY f /base\n"},
      {"QuotesInPaths",
       "FROM scratch\nENV DIR=\"/a b\"\nWORKDIR \"/w x\"\nCOPY f \"$DIR/\"\n",
       {{"f", "f"}}},
  };
}

}  // namespace release::images
