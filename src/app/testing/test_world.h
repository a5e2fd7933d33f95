#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/install.h"
#include "app/services.h"
#include "app/testing/bundle_builder.h"
#include "app/testing/fakes.h"
#include "base/json/document.h"
#include "bundle/testing/temp_folder.h"
#include "model/references.h"
#include "store/memory/memory_store.h"

namespace imprint::test {

/// A server without its surface: memory store, blobs in a temporary folder, a clock that stands
/// still. The helpers abort when what they do fails, so that a test is about what it calls itself.
class TestWorld {
 public:
  TestWorld();

  const Services& services() const { return services_; }

  Account NewAccount(const std::string& name, bool partner = false);
  /// An uploaded file's run key.
  std::string Upload(const Account& account, std::string_view zip,
                     std::optional<TemplateId> target = {});
  /// A published template with that content.
  TemplateId Publish(const Account& owner, const BundleBuilder& bundle);
  /// A template without content.
  TemplateId NewTemplate(const Account& owner);
  /// A resource that the account makes itself: {"name":"N",MEMBERS}. Gives its id.
  Id Make(const Account& account, Model model, std::string_view members = "");
  Id MakeConnection(const Account& account, std::string_view type = "http");

  /// Installs SmallBundle, or another bundle with its one connection, from a zip.
  Installed InstallBundle(const Account& account, const BundleBuilder& bundle,
                          const Id& connection);
  /// The id that the resource `n` of the bundle got.
  static Id IdIn(const Installed& installed, unsigned n);

  /// What the account has of a model, as documents, all pages.
  std::vector<std::string> All(const Account& account, Model model);
  std::size_t CountInstallations(const Account& account);
  /// Stored rows of all models, overrides and tombstones too.
  std::size_t CountRows(const Account& account);
  std::optional<Resource> Row(const Account& account, const Id& id);
  std::optional<Template> TemplateRow(TemplateId id);

  Limits limits;
  FakeClock clock;
  MemoryStore memory;
  RepeatingStore store{memory};

 private:
  const bool ready_ = crypto::Initialise();
  TempFolder folder_;
  IdSource ids_;
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<VersionCache> versions_;
  const crypto::Key key_ = crypto::RandomKey();
  const crypto::SecretBox secrets_{key_};
  Services services_;
};

json::Document Parse(std::string_view text);
/// The string at a dotted path; "" where there is none.
std::string TextAt(std::string_view document, std::string_view dotted_path);
/// "code field" of each problem: what a test of several problems compares.
std::vector<std::string> ProblemsOf(const Error& error);
/// The code of a failed result, nothing for a good one.
template <typename T>
std::optional<ErrorCode> CodeOf(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error().code();
}

/// {"<connection of SmallBundle>": "<id>"}.
std::map<std::string, std::string> MapTo(const Id& connection);

}  // namespace imprint::test
