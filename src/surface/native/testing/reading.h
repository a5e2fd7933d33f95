#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/testing/test_world.h"
#include "surface/native/object_reader.h"

namespace imprint::native::test {

/// Reads a body by `read(ObjectReader&, Faults&)` and gives the field of everything that is wrong
/// with it, "missing_field FIELD" where it is that; unknown members come last.
template <typename Read>
std::vector<std::string> FaultsOf(std::string_view body, Read&& read) {
  const json::Document document = imprint::test::Parse(body);
  Faults faults(50);
  ObjectReader reader(document.root(), "", faults);
  read(reader, faults);
  reader.RefuseOthers();
  std::vector<std::string> found;
  const Status taken = faults.Take();
  if (taken) return found;
  for (const Problem& problem : taken.error().problems) {
    const bool missing = problem.code == ErrorCode::kMissingField;
    found.push_back((missing ? "missing_field " : "") + problem.field);
  }
  return found;
}

}  // namespace imprint::native::test
