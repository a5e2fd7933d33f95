#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/testing/slot_json.h"
#include "bundle/archive.h"
#include "model/model.h"

namespace imprint::test {

struct RandomDocument {
  Model model;
  std::string id;
  SlotValue root;
  std::string text;  // as the template has it
};

/// A good bundle of any shape: every model, references of every rule, ids in texts and keys,
/// variables, unknown fields, numbers of any form. The same seed gives the same bundle.
struct RandomBundle {
  explicit RandomBundle(std::uint32_t seed);

  std::vector<RandomDocument> documents;
  std::vector<ArchiveFile> files;
  std::set<std::string> ids;                             // resources' and embedded ones
  std::map<std::string, std::string> connections;        // id -> type
  std::map<std::string, std::string> variables_to_fill;  // name -> JSON text
};

}  // namespace imprint::test
