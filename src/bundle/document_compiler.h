#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json/document.h"
#include "base/json/edit.h"
#include "bundle/problem_list.h"
#include "model/compiled.h"
#include "model/references.h"

namespace imprint {

/// What an ordinal of a bundle is, for checking references to it.
struct BundleId {
  std::uint32_t ordinal = 0;
  std::string_view kind;  // a model's name, or FlowGrouping
};
using BundleIds = std::unordered_map<Id, BundleId>;

/// What all documents of one bundle share while they are compiled.
struct CompileContext {
  const BundleIds& ids;
  CompiledVersion& version;  // variables and warnings are added
  ProblemList& problems;
  bool refuse_secret_text = true;
  std::unordered_map<std::string, std::uint32_t> variable_index = {};
};

/// Compiles one document into version.resources[ordinal], whose model and id are set already.
void CompileDocument(const json::Document& document, std::uint32_t ordinal, std::string_view file,
                     CompileContext& context);

}  // namespace imprint
