#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json/text.h"

namespace imprint {

/// Where a walk over a document is. Costs little to lengthen: most walks have nothing to tell.
class JsonPath {
 public:
  /// Lengthens the path for as long as it lives. A field's name must live as long.
  class Step {
   public:
    Step(JsonPath& path, std::string_view field) : steps_(path.steps_) {
      steps_.emplace_back(field);
    }
    Step(JsonPath& path, std::size_t index) : steps_(path.steps_) { steps_.emplace_back(index); }
    ~Step() { steps_.pop_back(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    std::vector<std::variant<std::string_view, std::size_t>>& steps_;
  };

  /// "pageGenerators[0]._exportId", at most `most` bytes from its front, which end with a whole
  /// character. Costs no more than that, however long the fields' names are.
  std::string Text(std::size_t most) const {
    std::string text;
    for (const auto& step : steps_) {
      if (text.size() > most) break;
      if (const auto* index = std::get_if<std::size_t>(&step)) {
        text += fmt::format("[{}]", *index);
      } else {
        if (!text.empty()) text += '.';
        // One byte more tells whether a character is cut.
        text += std::get<std::string_view>(step).substr(0, most + 1);
      }
    }
    text.resize(json::Shorten(text, most).size());
    return text;
  }

 private:
  std::vector<std::variant<std::string_view, std::size_t>> steps_;
};

}  // namespace imprint
