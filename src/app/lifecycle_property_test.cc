#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "app/diga_tools.h"
#include "app/install.h"
#include "app/resources.h"
#include "app/testing/lifecycle_fixture.h"
#include "app/testing/random_bundle.h"
#include "base/json/edit.h"
#include "bundle/archive_writer.h"

namespace imprint {
namespace {

using test::LifecycleFixture;
using test::Parse;
using test::RandomBundle;
using test::TestWorld;

constexpr std::uint32_t kCases = 150;

class LifecycleProperty : public LifecycleFixture {
 protected:
  /// IMPRINT_SEED=n runs that one alone.
  template <typename Case>
  void ForEachSeed(Case&& run) {
    const char* chosen = std::getenv("IMPRINT_SEED");
    const auto first = static_cast<std::uint32_t>(chosen ? std::atoi(chosen) : 1);
    const std::uint32_t last = chosen ? first : kCases;
    for (std::uint32_t seed = first; seed <= last; ++seed) {
      SCOPED_TRACE("IMPRINT_SEED=" + std::to_string(seed));
      random_.seed(seed);
      run(seed);
      if (::testing::Test::HasFailure()) return;
    }
  }
  unsigned Below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool Chance(unsigned percent) { return Below(100) < percent; }

  /// Every document of an installation, by its id.
  std::map<Id, std::string> Documents(InstallationId id) const {
    std::map<Id, std::string> documents;
    const auto view = ReadInstallation(services_, account_.id, id);
    EXPECT_TRUE(view);
    for (const InstalledResource& resource : view->resources) {
      documents[resource.id.id] = Read(resource.model, resource.id.id);
    }
    return documents;
  }
  Drift DriftAt(InstallationId id) const {
    auto drift = ReadDrift(services_, account_.id, id);
    EXPECT_TRUE(drift);
    return std::move(*drift);
  }

  // Members replaced, taken out and added, also deeper inside.
  std::string Changed(json::Value value, unsigned depth = 0) {
    std::string text;
    const auto add = [&](const std::string& item) { text += (text.empty() ? "" : ",") + item; };
    value.ForEachMember([&](json::Value key, json::Value member) {
      const bool needed = depth == 0 && (key.Is("name") || key.Is("type"));
      if (!needed && Chance(10)) return;
      const bool same = needed || Chance(60);
      add(std::string(key.token()) + ":" +
          (same ? std::string(member.token()) : Changed(member, depth + 1)));
    });
    value.ForEachItem([&](json::Value item) {
      if (!Chance(10)) add(Chance(60) ? std::string(item.token()) : Changed(item, depth + 1));
    });
    if (value.is_object()) {
      if (Chance(50)) add(fmt::format("\"mine{}\":[{}]", ++fresh_, Below(3)));
      return "{" + text + "}";
    }
    if (value.is_array()) return "[" + text + "]";
    return Chance(50) ? std::string(value.token()) : fmt::format("\"edited {}\"", Below(3));
  }

  /// What a person might do; much of it is refused.
  void ChangeByHand(const InstalledResource& resource) {
    const Id id = resource.id.id;
    if (Chance(20)) {
      static_cast<void>(DeleteResource(services_, account_.id, resource.model, id));
      return;
    }
    if (!Chance(50)) return;
    const std::string changed = Changed(Parse(Read(resource.model, id)).root());
    const auto document = json::Document::Parse(changed, 100);
    if (!document) return;
    static_cast<void>(ReplaceResource(services_, account_.id, resource.model, id, *document));
  }
  void ChangeByHand(InstallationId id) {
    const auto view = ReadInstallation(services_, account_.id, id);
    for (int rounds = 0; rounds < 2; ++rounds) {
      for (const InstalledResource& resource : view->resources) {
        if (!Read(resource.model, resource.id.id).empty()) ChangeByHand(resource);
      }
    }
  }

  bool StillDiffers(InstallationId id, const Id& resource, const std::string& path) const {
    for (const DriftedResource& drifted : DriftAt(id).resources) {
      if (drifted.resource.id.id != resource) continue;
      return std::any_of(drifted.fields.begin(), drifted.fields.end(),
                         [&](const Difference& field) { return field.path == path; });
    }
    return false;
  }

  void RevertSomeFields(InstallationId id) {
    for (const DriftedResource& drifted : DriftAt(id).resources) {
      if (drifted.fields.empty() || !Chance(50)) continue;
      const auto index = Below(static_cast<unsigned>(drifted.fields.size()));
      const std::string& path = drifted.fields[index].path;
      const Id resource = drifted.resource.id.id;
      if (!Revert(id, resource, path)) continue;
      ++fields_reverted_;
      EXPECT_FALSE(StillDiffers(id, resource, path)) << path;
    }
  }

  // What others need first; two that need each other's return cannot both be gone here.
  void RevertEverything(InstallationId id) {
    for (bool progress = true; progress;) {
      progress = false;
      for (const DriftedResource& drifted : DriftAt(id).resources) {
        progress |= Revert(id, drifted.resource.id.id).has_value();
      }
    }
  }

  std::mt19937 random_;
  unsigned fresh_ = 0;
  int drifted_ = 0;
  int fields_reverted_ = 0;
};

TEST_F(LifecycleProperty, DriftIsWhatDiffersAndRevertsAreComplete) {
  ForEachSeed([&](std::uint32_t seed) {
    const RandomBundle bundle(seed);
    InstallRequest request;
    request.account = account_.id;
    request.run_key = world_.Upload(account_, WriteZipBytes(bundle.files).value());
    request.variables = bundle.variables_to_fill;
    if (seed % 2 == 0) {
      auto& map = request.connection_map.emplace();
      for (const auto& [id, type] : bundle.connections) {
        map[id] = world_.MakeConnection(account_, type).Text();
      }
    }
    const auto first = Install(services_, request);
    ASSERT_TRUE(first) << first.error().message();
    ASSERT_TRUE(Uninstall(services_, {account_.id, first->installation.id, false, false, false}));
    const RowDigests before = Rows();

    const auto installed = Install(services_, request);
    const InstallationId id = installed->installation.id;
    const auto fresh = Documents(id);
    ChangeByHand(id);
    const Drift drift = DriftAt(id);
    drifted_ += static_cast<int>(drift.resources.size());
    for (const DriftedResource& drifted : drift.resources) {
      const std::string now = Read(drifted.resource.model, drifted.resource.id.id);
      EXPECT_NE(now, fresh.at(drifted.resource.id.id));
      EXPECT_EQ(now.empty(), drifted.resource.state == InstalledState::kDeleted);
      EXPECT_EQ(drifted.fields.empty(), drifted.resource.state == InstalledState::kDeleted);
    }
    RevertSomeFields(id);
    // Either way out ends where it began.
    if (seed % 3 > 0) {
      RevertEverything(id);
      EXPECT_TRUE(DriftAt(id).resources.empty());
      // An edit that says what the template says is no drift, and goes when it is put back.
      for (const auto& [resource, document] : fresh) static_cast<void>(Revert(id, resource));
      EXPECT_EQ(Documents(id), fresh);
    }
    const auto gone = Uninstall(services_, {account_.id, id, true, false, false});
    ASSERT_TRUE(gone) << gone.error().message();
    EXPECT_EQ(Rows(), before);
  });
  EXPECT_GT(drifted_, 500);
  EXPECT_GT(fields_reverted_, 50);
}

TEST_F(LifecycleProperty, OfDigasCopiesToo) {
  const TemplateId source = NewDigaTemplate();
  ForEachSeed([&](std::uint32_t) {
    const RowDigests before = Rows();
    const Id copy = CopyDiga(source, Chance(50) ? "k-1" : "");
    const InstallationId id(copy);
    const auto tools = ListDigaTools(services_, account_.id, copy)->ids;
    const auto document = [&](const Id& tool) {
      const auto read = ReadDigaTool(services_, account_.id, copy, tool);
      return read ? *read : "";
    };
    std::vector<std::string> fresh;
    for (const Id& tool : tools) fresh.push_back(document(tool));
    const std::string integration = ReadDigaIntegration(services_, account_.id, copy)->document;

    std::string key = KeyOfDiga(copy);
    if (Chance(50)) PatchDiga(copy, R"({"description":"mine","headers":{"x-a":"2","x-b":"1"}})");
    if (Chance(30)) PatchDiga(copy, R"({"auth_key":")" + (key = "k-2") + "\"}");
    for (const Id& tool : tools) {
      if (Chance(50)) PatchTool(copy, tool, R"({"timeout":9,"description":"mine"})");
      if (!Chance(30)) continue;
      ASSERT_TRUE(DeleteDigaTool(services_, account_.id, copy, tool));
    }
    const bool added = Chance(30);
    if (added) AddTool(copy, "own");

    RevertSomeFields(id);
    RevertEverything(id);
    EXPECT_EQ(DriftAt(id).resources.size(), added ? 1u : 0u);
    for (std::size_t i = 0; i < tools.size(); ++i) EXPECT_EQ(document(tools[i]), fresh[i]);
    EXPECT_EQ(ReadDigaIntegration(services_, account_.id, copy)->document, integration);
    EXPECT_EQ(KeyOfDiga(copy), key);
    EXPECT_EQ(Uninstall(services_, {account_.id, id, true, false, false}).has_value(), !added);
    if (added) {
      EXPECT_TRUE(Uninstall(services_, {account_.id, id, true, true, false}));
    }
    RowDigests after = Rows();
    after[2] = before[2];  // the template's installs
    EXPECT_EQ(after, before);
  });
}

}  // namespace
}  // namespace imprint
