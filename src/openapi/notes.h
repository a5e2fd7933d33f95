#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "openapi/limits.h"
#include "openapi/text.h"

namespace imprint::openapi {

/// What could not be expressed: each line once, at most kNotes of them in kNotesBytes, the rest
/// counted.
class Notes {
 public:
  void Add(std::string_view place, std::string_view text) {
    if (notes_.size() >= kNotes || bytes_ >= kNotesBytes) {
      ++more_;
      return;
    }
    std::string note = place.empty() ? std::string(text) : fmt::format("{}: {}", place, text);
    if (!seen_.insert(note).second) return;
    bytes_ += note.size();
    notes_.push_back(std::move(note));
  }

  std::vector<std::string> Take() {
    if (more_ > 0) notes_.push_back(fmt::format("and {} more", more_));
    return std::move(notes_);
  }

 private:
  std::vector<std::string> notes_;
  std::unordered_set<std::string> seen_;
  std::size_t bytes_ = 0;
  std::size_t more_ = 0;
};

}  // namespace imprint::openapi
