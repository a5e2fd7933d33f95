#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/document.h"
#include "bundle/compile.h"
#include "model/render.h"

namespace {

using namespace imprint;

void Require(bool good) {
  if (!good) std::abort();
}

// Files are separated by NUL; a file's first line is its path. Paths are unique, as in an archive.
std::vector<ArchiveFile> Split(std::string_view input) {
  std::vector<ArchiveFile> files;
  std::set<std::string_view> seen;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\0'), input.size());
    const std::string_view part = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    const std::size_t line = std::min(part.find('\n'), part.size());
    const std::string_view path = part.substr(0, line);
    if (path.empty() || !seen.insert(path).second) continue;
    const std::string_view bytes = part.substr(std::min(line + 1, part.size()));
    files.push_back({std::string(path), std::string(bytes)});
  }
  return files;
}

Installation Installed(const CompiledVersion& version, bool creates_connections) {
  Installation installation;
  installation.blocks = {
      {*Id::FromObjectIdText("ffffffffffffffffff000000"), version.id_count(), 0}};
  installation.id = InstallationId(installation.blocks[0].first);
  installation.creates_connections = creates_connections;
  installation.bindings.name = "N\"\\";
  bool text = false;
  for (const Variable& variable : version.variables) {
    installation.bindings.variables[variable.name] = (text = !text) ? R"("a\"\u0041")" : "1.50";
  }
  return installation;
}

void RequireJson(const std::string& text, const Limits& limits) {
  const auto document = json::Document::Parse(text, limits.json_depth + 1);
  Require(document && document->root().is_object());
}

void RequireRenders(const CompiledVersion& version, const Limits& limits) {
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    std::string text;
    RenderTemplate(version, ordinal, text);
    RequireJson(text, limits);
    for (const bool creates : {false, true}) {
      const Installation installation = Installed(version, creates);
      if (!Installs(version, installation, ordinal)) continue;
      text.clear();
      RenderInstalled(version, installation, ordinal, text);
      RequireJson(text, limits);
    }
  }
}

}  // namespace

// Whatever the files are, compiling them is a pure function of their content that gives problems
// within the limit, or a version that survives its stored form and renders JSON only.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Limits limits;
  limits.bundle_problems = 8;
  limits.bundle_resources = 64;
  limits.json_depth = 30;
  auto files = Split({reinterpret_cast<const char*>(data), size});
  const auto version = Compile(files, limits);
  std::reverse(files.begin(), files.end());
  const auto again = Compile(files, limits);
  Require(version.has_value() == again.has_value());
  if (!version) {
    Require(version.error().problems.size() <= limits.bundle_problems + 1);
    return 0;
  }
  const std::string bytes = EncodeVersion(*version);
  Require(bytes == EncodeVersion(*again));
  const auto decoded = DecodeVersion(bytes);
  Require(decoded && EncodeVersion(*decoded) == bytes);
  RequireRenders(*decoded, limits);
  return 0;
}
