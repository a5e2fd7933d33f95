#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

// The templates of the catalogue have small numbers, from 1, by which a search counts. A number
// that is free is given again. Which id a number has is kept in blocks, too, because the order of
// ids decides between many hits that are equally good.

/// The template's number; it gets one where it has none.
Result<std::uint32_t> NumberOf(Connection& connection, TemplateId id);
/// The template needs none any longer.
Status FreeNumber(Connection& connection, TemplateId id);

/// One above the greatest number in use.
Result<std::uint32_t> EndOfNumbers(Connection& connection);

/// The ids of numbers, read block by block as they are needed.
class NumberedIds {
 public:
  /// The numbers below `end` can be asked for.
  NumberedIds(Connection& connection, std::uint32_t end);

  /// The id of a number in a form that is ordered as ids are, by its bytes; lives as long as this.
  /// kInternal where the number has none.
  static constexpr std::size_t kKeyBytes = Id::kUuidBytes + 1;
  Result<const char*> KeyOf(std::uint32_t number);
  static TemplateId IdOf(const char* key);
  static std::string MakeKey(TemplateId id);

 private:
  Status Load(std::size_t block);

  Connection& connection_;
  std::vector<std::string> blocks_;  // empty: not read yet
};

}  // namespace imprint::sqlite
