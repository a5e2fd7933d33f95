#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/model.h"

namespace imprint {

/// What a file of a bundle is, by its path alone.
enum class FileRole {
  kDocument,      // a resource's JSON
  kScriptSource,  // the text of a script, whose JSON lies beside it
  kIgnored,       // read-me and licence at the root
  kUnknown,       // nothing that a bundle holds
};

struct PlacedFile {
  FileRole role = FileRole::kUnknown;
  Model model = Model::kIntegration;  // of a document or script source

  friend bool operator==(const PlacedFile&, const PlacedFile&) = default;
};

/// `integration.json` at the root, `<collection>/<name>.json`, `scripts/<name>.js`. Case counts,
/// and nothing lies deeper.
PlacedFile PlaceFile(std::string_view path);

/// The name with every run of characters other than ASCII letters, digits and `_` as one `-`.
std::string Slug(std::string_view name);

/// Where a resource is written: "exports/<slug>-<id>.json", and "integration.json" for the
/// integration. The slug is cut so that the file name fits on any disk.
std::string DocumentPath(Model model, std::string_view name, std::string_view id_text);
/// Where the text of a script is written: "scripts/<slug>-<id>.js".
std::string ScriptSourcePath(std::string_view name, std::string_view id_text);

/// The 24 lower-case hex digits of a file called "<slug>-<id>.json" or "<slug>-<id>.js"; nullopt
/// for other names.
std::optional<std::string> IdInFileName(std::string_view path);

}  // namespace imprint
