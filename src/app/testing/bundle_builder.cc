#include "app/testing/bundle_builder.h"

#include <fmt/format.h>

#include <cstdlib>

#include "bundle/archive_writer.h"
#include "bundle/layout.h"

namespace imprint::test {

std::string SourceId(unsigned n) {
  return fmt::format("5f0000000000000000{:06}", n);
}

std::string Ref(std::string_view field, unsigned n) {
  return fmt::format("\"{}\":\"{}\"", field, SourceId(n));
}

BundleBuilder& BundleBuilder::Add(Model model, unsigned n, std::string_view members) {
  const std::string name = fmt::format("{} {}", NameOf(model), n);
  const std::string text = fmt::format("{{\"_id\":\"{}\",\"name\":\"{}\"{}{}}}", SourceId(n), name,
                                       members.empty() ? "" : ",", members);
  return File(DocumentPath(model, name, SourceId(n)), text);
}

BundleBuilder& BundleBuilder::Remove(Model model, unsigned n) {
  const std::string path = DocumentPath(model, fmt::format("{} {}", NameOf(model), n), SourceId(n));
  std::erase_if(files_, [&](const ArchiveFile& file) { return file.path == path; });
  return *this;
}

BundleBuilder& BundleBuilder::File(std::string path, std::string bytes) {
  std::erase_if(files_, [&](const ArchiveFile& file) { return file.path == path; });
  files_.push_back({std::move(path), std::move(bytes)});
  return *this;
}

std::string BundleBuilder::Zip() const {
  auto zip = WriteZipBytes(files_);
  if (!zip) std::abort();
  return std::move(*zip);
}

BundleBuilder SmallBundle() {
  BundleBuilder bundle;
  bundle.Add(Model::kIntegration, kSmallIntegration);
  bundle.Add(Model::kConnection, kSmallConnection, R"("type":"http")");
  bundle.Add(Model::kExport, kSmallExport,
             fmt::format(R"({},"hooks":{{"preSavePage":{{"function":"f",{}}}}})",
                         Ref("_connectionId", kSmallConnection), Ref("_scriptId", kSmallScript)));
  bundle.Add(Model::kImport, kSmallImport, Ref("_connectionId", kSmallConnection));
  bundle.Add(Model::kFlow, kSmallFlow,
             fmt::format(R"({},"pageGenerators":[{{{}}}],"pageProcessors":[{{{}}}])",
                         Ref("_integrationId", kSmallIntegration), Ref("_exportId", kSmallExport),
                         Ref("_importId", kSmallImport)));
  bundle.Add(Model::kScript, kSmallScript, R"("content":"function f() {}")");
  return bundle;
}

BundleBuilder LargeBundle(unsigned flows) {
  constexpr unsigned kFirst = 1000;
  BundleBuilder bundle = SmallBundle();
  for (unsigned n = kFirst; n < kFirst + flows; ++n) {
    bundle.Add(Model::kFlow, n, Ref("_integrationId", kSmallIntegration));
  }
  return bundle;
}

}  // namespace imprint::test
