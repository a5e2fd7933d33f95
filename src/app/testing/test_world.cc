#include "app/testing/test_world.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "app/accounts.h"
#include "app/resources.h"
#include "app/templates.h"
#include "app/uploads.h"
#include "blob/file/file_blob_store.h"

namespace imprint::test {
namespace {

[[noreturn]] void Die(const Error& error) {
  for (const Problem& problem : error.problems) {
    std::fprintf(stderr, "the test's world could not be made: %s [%s] %s\n",
                 problem.message.c_str(), problem.field.c_str(), error.detail.c_str());
  }
  std::abort();
}

template <typename T>
T Must(Result<T> result) {
  if (!result) Die(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace

TestWorld::TestWorld()
    : blobs_(Must(FileBlobStore::Open(folder_.Path("blobs")))),
      versions_(std::make_unique<VersionCache>(*blobs_, 64 << 20)),
      services_{store, *blobs_, clock, ids_, *versions_, secrets_, key_, limits} {
  if (!ready_) std::abort();
}

Account TestWorld::NewAccount(const std::string& name, bool partner) {
  const std::string token = Must(CreateToken(services_, {name, partner, std::nullopt}));
  return Must(Authenticate(services_, token)).account;
}

std::string TestWorld::Upload(const Account& account, std::string_view zip,
                              std::optional<TemplateId> target) {
  const auto upload =
      Must(StartUpload(services_, {account.id, target, "bundle.zip", "application/zip"}));
  const auto receiver = Must(ReceiveUpload(services_, upload.run_key));
  Must(receiver->Write(zip));
  static_cast<void>(Must(receiver->Finish()));
  return upload.run_key;
}

TemplateId TestWorld::NewTemplate(const Account& owner) {
  TemplateInput input;
  input.name = "Template";
  return Must(CreateTemplate(services_, owner, input)).id;
}

TemplateId TestWorld::Publish(const Account& owner, const BundleBuilder& bundle) {
  const TemplateId id = NewTemplate(owner);
  Upload(owner, bundle.Zip(), id);
  static_cast<void>(Must(SetPublished(services_, owner, id, true)));
  return id;
}

Id TestWorld::Make(const Account& account, Model model, std::string_view members) {
  const std::string text =
      fmt::format("{{\"name\":\"N\"{}{}}}", members.empty() ? "" : ",", members);
  const std::string document = Must(CreateResource(services_, account.id, model, Parse(text)));
  return *Id::FromObjectIdText(TextAt(document, "_id"));
}

Id TestWorld::MakeConnection(const Account& account, std::string_view type) {
  return Make(account, Model::kConnection, fmt::format("\"type\":\"{}\"", type));
}

Installed TestWorld::InstallBundle(const Account& account, const BundleBuilder& bundle,
                                   const Id& connection) {
  InstallRequest request;
  request.account = account.id;
  request.run_key = Upload(account, bundle.Zip());
  request.connection_map = MapTo(connection);
  return Must(Install(services_, request));
}

Id TestWorld::IdIn(const Installed& installed, unsigned n) {
  const Id source = *Id::FromObjectIdText(SourceId(n));
  for (std::uint32_t ordinal = 0; ordinal < installed.version->id_count(); ++ordinal) {
    if (installed.version->TemplateIdOf(ordinal) == source) {
      return IdOf(installed.installation, ordinal);
    }
  }
  std::abort();
}

std::vector<std::string> TestWorld::All(const Account& account, Model model) {
  constexpr std::size_t kPage = 1000;
  std::vector<std::string> documents;
  for (bool more = true; more;) {
    const auto page =
        Must(ListResources(services_, account.id, model, documents.size(), kPage)).page;
    for (const std::string_view document : page.Documents()) documents.emplace_back(document);
    more = page.more;
  }
  return documents;
}

std::size_t TestWorld::CountInstallations(const Account& account) {
  std::size_t count = 0;
  Must(store.Read([&](StoreReader& reader) {
    return reader.ScanInstallations(account.id, {}, [&](const Installation&) {
      ++count;
      return true;
    });
  }));
  return count;
}

std::size_t TestWorld::CountRows(const Account& account) {
  std::size_t count = 0;
  Must(store.Read([&](StoreReader& reader) -> Status {
    for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
      count += Must(reader.ListResources(account.id, info.model)).size();
    }
    return {};
  }));
  return count;
}

std::optional<Resource> TestWorld::Row(const Account& account, const Id& id) {
  std::optional<Resource> row;
  Must(store.Read([&](StoreReader& reader) -> Status {
    row = Must(reader.FindResource(account.id, ResourceId(id)));
    return {};
  }));
  return row;
}

std::optional<Template> TestWorld::TemplateRow(TemplateId id) {
  std::optional<Template> row;
  Must(store.Read([&](StoreReader& reader) -> Status {
    row = Must(reader.FindTemplate(id));
    return {};
  }));
  return row;
}

json::Document Parse(std::string_view text) {
  return Must(json::Document::Parse(text, 1000));
}

std::string TextAt(std::string_view document, std::string_view dotted_path) {
  const json::Document parsed = Parse(document);
  const json::Value value = parsed.root().At(dotted_path);
  return value.valid() && value.is_string() ? value.string() : "";
}

std::vector<std::string> ProblemsOf(const Error& error) {
  std::vector<std::string> lines;
  for (const Problem& problem : error.problems) {
    lines.push_back(fmt::format("{} {}", static_cast<int>(problem.code), problem.field));
  }
  return lines;
}

std::map<std::string, std::string> MapTo(const Id& connection) {
  return {{SourceId(kSmallConnection), connection.Text()}};
}

}  // namespace imprint::test
