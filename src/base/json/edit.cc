#include "base/json/edit.h"

namespace imprint::json {

std::string ApplyEdits(std::string_view text, const std::vector<Edit>& edits) {
  std::string out;
  out.reserve(text.size());
  std::uint32_t at = 0;
  for (const Edit& edit : edits) {
    out.append(text, at, edit.begin - at);
    out += edit.text;
    at = edit.end;
  }
  out.append(text, at);
  return out;
}

void ChildRemover::Child(std::uint32_t begin, std::uint32_t end, bool remove) {
  if (open_) {
    edits_[*open_].end = begin;  // takes the comma behind the removed child as well
    open_.reset();
  }
  if (remove) {
    edits_.push_back({kept_before_ ? previous_end_ : begin, end});
    if (!kept_before_) open_ = edits_.size() - 1;
  } else {
    kept_before_ = true;
  }
  previous_end_ = end;
}

}  // namespace imprint::json
