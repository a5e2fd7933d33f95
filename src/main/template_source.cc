#include "main/template_source.h"

#include <filesystem>

#include "base/crypto.h"
#include "base/limits.h"
#include "bundle/archive.h"
#include "bundle/compile.h"
#include "bundle/diga_template.h"
#include "bundle/folder.h"
#include "bundle/regular_file.h"
#include "bundle/secret_scan.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

bool IsFolder(const std::string& source) {
  std::error_code error;
  return fs::is_directory(source, error);
}

// What is wrong with the source as a whole, with its name.
tl::unexpected<Error> FailOf(const std::string& source, Error error) {
  for (Problem& problem : error.problems) {
    if (problem.field.empty()) problem.field = source;
  }
  return Fail(std::move(error));
}

Result<CompiledVersion> CompileFiles(BundleSource& files, const Limits& limits,
                                     bool secrets_as_variables) {
  if (!secrets_as_variables) return Compile(files, limits);
  WithoutSecrets cleaned(files, limits.json_depth);
  return Compile(cleaned, limits);
}

Result<CompiledVersion> CompileDocument(const std::string& source, bool secrets_as_variables) {
  const auto document = ReadTemplateDocument(source, secrets_as_variables);
  if (!document) return tl::unexpected<Error>(document.error());
  auto compiled = CompileDigaTemplate(document->root(), json::Location("template"));
  if (!compiled) return tl::unexpected<Error>(std::move(compiled.error()));
  return std::move(compiled->version);
}

}  // namespace

bool IsTemplateDocument(const std::string& source) {
  return source.ends_with(".json") && !IsFolder(source);
}

Result<json::Document> ReadTemplateDocument(const std::string& source, bool secrets_as_variables) {
  const Limits limits;
  const auto text = ReadRegularFile(source, limits.body_bytes, Symlinks::kFollow, source);
  if (!text) return Fail(text.error());
  auto document = json::Document::Parse(*text, limits.json_depth);
  if (!document || !secrets_as_variables) return document;
  SecretNames names;
  return json::Document::Parse(WithVariables(document->root(), {}, names), limits.json_depth);
}

Result<CompiledVersion> CompileSource(const std::string& source, bool secrets_as_variables) {
  const Limits limits;
  if (IsTemplateDocument(source)) return CompileDocument(source, secrets_as_variables);
  if (IsFolder(source)) {
    auto files = ReadFolder(source, limits);
    if (!files) return FailOf(source, std::move(files.error()));
    FilesInMemory bundle(*files);
    return CompileFiles(bundle, limits, secrets_as_variables);
  }
  auto zip = ZipReader::Open(source, limits);
  if (!zip) return FailOf(source, std::move(zip.error()));
  return CompileFiles(**zip, limits, secrets_as_variables);
}

Hash VersionIdOf(const CompiledVersion& version) {
  return Hash{crypto::Sha256(EncodeVersion(version))};
}

}  // namespace imprint
