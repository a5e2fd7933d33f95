#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <regex>

#include "app/resources.h"
#include "app/testing/random_bundle.h"
#include "app/testing/test_world.h"
#include "bundle/archive_writer.h"

namespace imprint {
namespace {

using test::Filling;
using test::RandomBundle;
using test::RandomDocument;
using test::TestWorld;

constexpr std::uint32_t kBundles = 300;

/// One random bundle, installed.
class Case {
 public:
  Case(TestWorld& world, const RandomBundle& bundle, std::uint32_t seed)
      : world_(world),
        bundle_(bundle),
        account_(world.NewAccount("account " + std::to_string(seed))),
        mapped_(seed % 2 == 0) {
    request_.account = account_.id;
    request_.run_key = world.Upload(account_, WriteZipBytes(bundle.files).value());
    request_.variables = filling_.variables = bundle.variables_to_fill;
    if (seed % 3 == 0) request_.name = filling_.name = "Mine \"and\" <<shop>>";
    if (seed % 5 == 0) {
      filling_.stack = "fedcba987654321001234567";
      request_.stack = *Id::FromObjectIdText(filling_.stack);
    }
    if (mapped_) MapConnections();
  }

  void Check() {
    const auto installed = Install(world_.services(), request_);
    ASSERT_TRUE(installed) << installed.error().message() << " at "
                           << installed.error().problems[0].field;
    TakeIds(*installed);
    for (const RandomDocument& document : bundle_.documents) {
      SCOPED_TRACE(std::string(NameOf(document.model)) + " " + document.text);
      if (mapped_ && document.model == Model::kConnection) continue;
      const auto read = ReadResource(world_.services(), account_.id, document.model,
                                     *Id::FromObjectIdText(filling_.ids.at(document.id)));
      ASSERT_TRUE(read);
      EXPECT_EQ(*read, Expected(document));
      ExpectNoTemplateId(*read);
      ExpectSameReferences(document, *read);
    }
    ExpectEverythingListed();
  }

 private:
  void MapConnections() {
    auto& map = request_.connection_map.emplace();
    for (const auto& [id, type] : bundle_.connections) {
      map[id] = world_.MakeConnection(account_, type).Text();
    }
  }

  void TakeIds(const Installed& installed) {
    const CompiledVersion& version = *installed.version;
    std::set<std::string> fresh;
    for (std::uint32_t ordinal = 0; ordinal < version.id_count(); ++ordinal) {
      const std::string id = IdOf(installed.installation, ordinal).Text();
      EXPECT_TRUE(fresh.insert(id).second);
      filling_.ids[version.TemplateIdOf(ordinal).Text()] = id;
    }
    EXPECT_EQ(filling_.ids.size(), bundle_.ids.size());
    for (const std::string& id : bundle_.ids) EXPECT_TRUE(filling_.ids.contains(id));
  }

  std::string Expected(const RandomDocument& document) const {
    std::string text = test::InstalledText(document.root, filling_);
    text.pop_back();
    if (document.model == Model::kConnection) text += R"(,"offline":true)";
    return text +
           R"(,"createdAt":"2026-03-01T12:00:00.000Z","lastModified":"2026-03-01T12:00:00.000Z",)" +
           R"("_sourceId":")" + document.id + "\"}";
  }

  void ExpectNoTemplateId(const std::string& installed) const {
    static const std::regex kId("[0-9a-f]{24}");
    const std::string own = installed.substr(0, installed.rfind("\"_sourceId\""));
    for (std::sregex_iterator found(own.begin(), own.end(), kId), end; found != end; ++found) {
      EXPECT_FALSE(bundle_.ids.contains(found->str())) << found->str();
    }
  }

  static std::vector<FoundReference> References(Model model, const std::string& text) {
    auto found = FindReferences(model, test::Parse(text));
    std::erase_if(found, [](const FoundReference& reference) {
      return reference.rule->policy == ReferencePolicy::kDrop;
    });
    return found;
  }

  void ExpectSameReferences(const RandomDocument& document, const std::string& installed) const {
    const auto before = References(document.model, document.text);
    const auto after = References(document.model, installed);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].rule, after[i].rule);
      EXPECT_EQ(before[i].path, after[i].path);
      const auto mapped = filling_.ids.find(before[i].value);
      const bool stack = before[i].rule->target == kStack && !filling_.stack.empty();
      EXPECT_EQ(after[i].value, stack                          ? filling_.stack
                                : mapped != filling_.ids.end() ? mapped->second
                                                               : before[i].value);
    }
  }

  void ExpectEverythingListed() {
    for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
      const auto expected = std::count_if(
          bundle_.documents.begin(), bundle_.documents.end(),
          [&](const RandomDocument& document) { return document.model == info.model; });
      EXPECT_EQ(world_.All(account_, info.model).size(), static_cast<std::size_t>(expected))
          << info.name;
    }
  }

  TestWorld& world_;
  const RandomBundle& bundle_;
  const Account account_;
  const bool mapped_;
  InstallRequest request_;
  Filling filling_;
};

// IMPRINT_SEED=n runs that one alone.
TEST(InstallProperty, AnInstallIsTheTemplateWithItsSlotsFilled) {
  const char* chosen = std::getenv("IMPRINT_SEED");
  const auto first = static_cast<std::uint32_t>(chosen ? std::atoi(chosen) : 1);
  const std::uint32_t last = chosen ? first : kBundles;
  TestWorld world;
  for (std::uint32_t seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("IMPRINT_SEED=" + std::to_string(seed));
    const RandomBundle bundle(seed);
    Case(world, bundle, seed).Check();
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(InstallProperty, TheBundlesMeetEveryRule) {
  std::set<const ReferenceRule*> met;
  for (std::uint32_t seed = 1; seed <= kBundles; ++seed) {
    for (const RandomDocument& document : RandomBundle(seed).documents) {
      for (const auto& found : FindReferences(document.model, test::Parse(document.text))) {
        met.insert(found.rule);
      }
    }
  }
  for (const ReferenceRule& rule : ReferenceRules()) {
    EXPECT_TRUE(met.contains(&rule)) << NameOf(rule.model) << ' ' << rule.path;
  }
}

}  // namespace
}  // namespace imprint
