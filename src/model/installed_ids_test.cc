#include "model/installed_ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "model/render.h"

namespace imprint {
namespace {

/// What a walk gives, and the same by Installs and IdOf.
std::vector<std::string> Walked(const CompiledVersion& version, const Installation& installation) {
  std::vector<std::string> found;
  for (InstalledIds ids(version, installation); ids.Next();) {
    found.push_back(std::to_string(ids.ordinal()) + " " + std::string(ids.id()));
  }
  return found;
}
std::vector<std::string> Searched(const CompiledVersion& version,
                                  const Installation& installation) {
  std::vector<std::string> found;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    if (!Installs(version, installation, ordinal)) continue;
    found.push_back(std::to_string(ordinal) + " " + IdOf(installation, ordinal).Text());
  }
  return found;
}

CompiledVersion VersionOf(std::uint32_t resources) {
  CompiledVersion version;
  for (std::uint32_t i = 0; i < resources; ++i) {
    CompiledResource resource;
    resource.model = i == 0 ? Model::kIntegration : i < 5 ? Model::kConnection : Model::kExport;
    version.resources.push_back(std::move(resource));
  }
  return version;
}

const Id kObjectId = *Id::FromObjectIdText("66e2b0f47d41c9b2e600fffd");
const Id kUuid = *Id::FromUuidText("01890a5d-ac96-774b-bcce-b30200fffffe");

TEST(InstalledIds, CarriesFromByteToByte) {
  const CompiledVersion version = VersionOf(600);
  Installation installation;
  for (const Id& first : {kObjectId, kUuid}) {
    installation.blocks = {{first, 600, 0}};
    const auto walked = Walked(version, installation);
    EXPECT_EQ(walked, Searched(version, installation));
    EXPECT_EQ(walked.size(), 596u);
  }
}

TEST(InstalledIds, GivesNothingOfNothing) {
  Installation installation;
  installation.blocks = {{kObjectId, 3, 0}};
  EXPECT_EQ(Walked(VersionOf(0), installation), std::vector<std::string>());
  installation.bindings.connections = {{0, kUuid}};
  EXPECT_EQ(Walked(VersionOf(1), installation), std::vector<std::string>());
  // In no block.
  installation = {};
  EXPECT_EQ(Walked(VersionOf(1), installation), std::vector<std::string>{"0 "});
}

TEST(InstalledIds, AreThoseOfASearchWhateverTheInstallation) {
  std::mt19937 random(7);
  const auto under = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const std::uint32_t count = under(40);
    const CompiledVersion version = VersionOf(count);
    Installation installation;
    installation.creates_connections = under(2) == 0;
    // Runs of ordinals, as upgrades leave them: some in no block, in any order.
    for (std::uint32_t at = 0; at < count;) {
      const std::uint32_t length = 1 + under(12);
      const Id first = under(2) == 0 ? kObjectId : kUuid;
      if (under(5) > 0) installation.blocks.push_back({first.Plus(1000 * at), length, at});
      at += length;
    }
    std::shuffle(installation.blocks.begin(), installation.blocks.end(), random);
    for (std::uint32_t bound = under(4); bound > 0; --bound) {
      installation.bindings.connections[under(count + 5)] = kUuid;
    }
    for (std::uint32_t ordinal = 0; round % 3 == 0 && ordinal < count; ++ordinal) {
      if (under(3) == 0) installation.bindings.selected.push_back(ordinal);
    }
    EXPECT_EQ(Walked(version, installation), Searched(version, installation));
  }
}

}  // namespace
}  // namespace imprint
