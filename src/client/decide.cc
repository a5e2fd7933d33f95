#include "client/decide.h"

#include <fmt/format.h>

#include "base/json/text.h"
#include "client/fields.h"
#include "client/upgrade_view.h"

namespace imprint::client {
namespace {

/// What one conflict can end with: whole resources are kept or not, fields have a base and values.
std::string QuestionFor(bool is_field) {
  return is_field ? "  [m]ine, [t]heirs, [b]ase, [e]dit, [q]uit? " : "  [m]ine, [t]heirs, [q]uit? ";
}

std::optional<std::string> AskValue(const Asks& ask) {
  std::string question = "  The value, as JSON on one line: ";
  while (auto line = ask(question)) {
    if (line->empty()) return std::string();  // back to the choice
    const auto document = json::Document::Parse(*line, kAnswerDepth);
    if (document) return fmt::format("{{\"value\":{}}}", document->text());
    question = "  That is not JSON; texts stand in quotes. The value: ";
  }
  return std::nullopt;
}

// The answer as JSON; nothing where the person gives up.
std::optional<std::string> DecideOne(const std::string& shown, bool is_field, const Asks& ask) {
  std::string question = shown + QuestionFor(is_field);
  while (auto line = ask(question)) {
    question = QuestionFor(is_field);
    if (*line == "m" || *line == "mine") return json::Quote("mine");
    if (*line == "t" || *line == "theirs") return json::Quote("theirs");
    if (is_field && (*line == "b" || *line == "base")) return json::Quote("base");
    if (is_field && (*line == "e" || *line == "edit")) {
      auto value = AskValue(ask);
      if (!value) return std::nullopt;
      if (!value->empty()) return value;
    }
    if (*line == "q" || *line == "quit") return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

bool DecideConflicts(json::Value plan, UpgradeChoices& choices, const Asks& ask) {
  const auto conflicts = plan["conflicts"].items();
  std::size_t open = 0;
  for (const json::Value conflict : conflicts) open += IsNull(conflict["resolution"]) ? 1 : 0;
  std::size_t number = 0;
  for (const json::Value conflict : conflicts) {
    if (!IsNull(conflict["resolution"])) continue;
    const std::string shown =
        fmt::format("\nConflict {} of {}\n{}", ++number, open, ConflictText(conflict));
    const bool is_field = TextOf(conflict["kind"]) == "field";
    const auto answer = DecideOne(shown, is_field, ask);
    if (!answer) return false;
    choices.resolutions[TextOf(conflict["templateId"])][TextOf(conflict["path"])] = *answer;
  }
  return true;
}

}  // namespace imprint::client
