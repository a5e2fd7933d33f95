#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// Walks over what an installation holds itself, ascending by ordinal, with the text of each one's
/// id: as Installs and IdOf tell, but without a search and a whole new text for each.
class InstalledIds {
 public:
  /// Both must outlive it.
  InstalledIds(const CompiledVersion& version, const Installation& installation);

  /// Goes on to the next one; false behind the last.
  bool Next();
  std::uint32_t ordinal() const { return ordinal_; }
  /// Empty where no block holds the ordinal. Changes with Next.
  std::string_view id() const { return {text_, length_}; }

 private:
  bool Holds();
  void WriteId();
  const IdBlock* BlockOf(std::uint32_t ordinal) const;
  void StartBlock(const IdBlock* block);

  const CompiledVersion& version_;
  const Installation& installation_;
  std::map<std::uint32_t, Id>::const_iterator bound_;
  std::vector<std::uint32_t>::const_iterator selected_;
  std::uint32_t next_ = 0;
  std::uint32_t ordinal_ = 0;

  const IdBlock* block_ = nullptr;  // whose ids are being written
  std::uint32_t counter_ = 0;       // the last digits of its first id
  std::size_t digits_ = 0;          // how many those are
  char text_[36] = {};
  std::size_t length_ = 0;
};

}  // namespace imprint
