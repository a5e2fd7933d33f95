#include "bundle/layout.h"

#include <algorithm>

namespace imprint {
namespace {

constexpr std::string_view kIntegrationFile = "integration.json";
constexpr std::size_t kIdDigits = 24;
constexpr std::size_t kSlugBytes = 200;  // with id and ending below the 255 of common file systems

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsIdDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool IsNamed(std::string_view file, std::string_view ending) {
  return file.size() > ending.size() && file.ends_with(ending);
}

PlacedFile PlaceRootFile(std::string_view file) {
  if (file == kIntegrationFile) return {FileRole::kDocument, Model::kIntegration};
  if (file.starts_with("README") || file.starts_with("LICENSE") || file.ends_with(".md")) {
    return {FileRole::kIgnored};
  }
  return {};
}

std::string FilePath(Model model, std::string_view name, std::string_view id_text,
                     std::string_view ending) {
  std::string path(CollectionOf(model));
  path += '/';
  path += std::string_view(Slug(name)).substr(0, kSlugBytes);
  path += '-';
  path += id_text;
  path += ending;
  return path;
}

}  // namespace

PlacedFile PlaceFile(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return PlaceRootFile(path);
  const std::string_view file = path.substr(slash + 1);
  const auto model = ModelByCollection(path.substr(0, slash));
  if (!model || model == Model::kIntegration || file.find('/') != std::string_view::npos) {
    return {};
  }
  if (IsNamed(file, ".json")) return {FileRole::kDocument, *model};
  if (IsNamed(file, ".js") && model == Model::kScript) {
    return {FileRole::kScriptSource, Model::kScript};
  }
  return {};
}

std::string Slug(std::string_view name) {
  std::string slug;
  bool in_run = false;
  for (const char c : name) {
    if (IsWord(c)) {
      slug += c;
    } else if (!in_run) {
      slug += '-';
    }
    in_run = !IsWord(c);
  }
  return slug;
}

std::string DocumentPath(Model model, std::string_view name, std::string_view id_text) {
  if (model == Model::kIntegration) return std::string(kIntegrationFile);
  return FilePath(model, name, id_text, ".json");
}

std::string ScriptSourcePath(std::string_view name, std::string_view id_text) {
  return FilePath(Model::kScript, name, id_text, ".js");
}

std::optional<std::string> IdInFileName(std::string_view path) {
  std::string_view stem = path.substr(path.rfind('/') + 1);
  if (stem.ends_with(".json")) {
    stem.remove_suffix(5);
  } else if (stem.ends_with(".js")) {
    stem.remove_suffix(3);
  } else {
    return std::nullopt;
  }
  if (stem.size() <= kIdDigits || stem[stem.size() - kIdDigits - 1] != '-') return std::nullopt;
  const std::string_view id = stem.substr(stem.size() - kIdDigits);
  if (!std::all_of(id.begin(), id.end(), IsIdDigit)) return std::nullopt;
  return std::string(id);
}

}  // namespace imprint
