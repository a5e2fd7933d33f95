#include "app/row_digest.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "store/contract/rows.h"

namespace imprint {
namespace {

using namespace samples;

template <typename Row>
std::string DigestOf(const Row& row) {
  RowDigester digester;
  EXPECT_TRUE(digester.Visit(row));
  std::string all;
  for (const auto& kind : digester.digests()) all += crypto::AsText(kind.digest);
  return all;
}

/// Every change of a field gives another digest.
template <typename Row, typename... Changes>
void ExpectEachCounts(const Row& row, const Changes&... changes) {
  std::set<std::string> digests{DigestOf(row)};
  const auto add = [&](const auto& change) {
    Row changed = row;
    change(changed);
    digests.insert(DigestOf(changed));
  };
  (add(changes), ...);
  EXPECT_EQ(digests.size(), 1 + sizeof...(changes));
}

TEST(RowDigestTest, CountsEveryFieldOfSmallRows) {
  ExpectEachCounts(
      MakeAccount(1), [](Account& r) { r.id = AccountOf(2); }, [](Account& r) { r.name += 'x'; },
      [](Account& r) { r.partner = true; }, [](Account& r) { r.created = At(9); });
  ExpectEachCounts(
      MakeToken(1), [](Token& r) { r.id += 'x'; }, [](Token& r) { r.hash = HashOf(2); },
      [](Token& r) { r.account = AccountOf(2); }, [](Token& r) { r.created = At(9); },
      [](Token& r) { r.expires.reset(); }, [](Token& r) { r.revoked = At(9); });
  ExpectEachCounts(
      MakeVersion(1), [](Version& r) { r.id = HashOf(2); },
      [](Version& r) { r.source = HashOf(2); }, [](Version& r) { ++r.resources; },
      [](Version& r) { ++r.ids; }, [](Version& r) { r.created = At(9); });
  ExpectEachCounts(
      MakeIdempotent(AccountOf(1), "k"), [](IdempotentResult& r) { r.account = AccountOf(2); },
      [](IdempotentResult& r) { r.key = "l"; }, [](IdempotentResult& r) { r.request = HashOf(9); },
      [](IdempotentResult& r) { r.installation = InstallationOf(9); },
      [](IdempotentResult& r) { r.created = At(9); });
  ExpectEachCounts(
      MakeAudit(AccountOf(1), 1), [](AuditEntry& r) { r.account = AccountOf(2); },
      [](AuditEntry& r) { r.id = ObjectIdOf(2); }, [](AuditEntry& r) { r.time = At(9); },
      [](AuditEntry& r) { r.event = AuditEvent::kPublish; },
      [](AuditEntry& r) { r.resource_type += 'x'; }, [](AuditEntry& r) { r.resource += 'x'; },
      [](AuditEntry& r) { r.token += 'x'; }, [](AuditEntry& r) { r.address += 'x'; },
      [](AuditEntry& r) { r.request += 'x'; }, [](AuditEntry& r) { r.fields.pop_back(); });
}

TEST(RowDigestTest, CountsEveryFieldOfTheLifecycle) {
  ExpectEachCounts(
      MakeTemplateVersion(TemplateOf(1), 1),
      [](TemplateVersion& r) { r.template_id = TemplateOf(2); },
      [](TemplateVersion& r) { ++r.number; }, [](TemplateVersion& r) { r.version = HashOf(9); },
      [](TemplateVersion& r) { r.note += 'x'; }, [](TemplateVersion& r) { r.created = At(9); },
      [](TemplateVersion& r) { r.deprecated = ""; }, [](TemplateVersion& r) { r.deprecated = "x"; },
      [](TemplateVersion& r) { r.signature = SignatureOf(1); },
      [](TemplateVersion& r) { r.signature = SignatureOf(2); },
      [](TemplateVersion& r) {
        r.signature = SignatureOf(1);
        r.signature->public_key[31] = 0;
      },
      [](TemplateVersion& r) {
        r.signature = SignatureOf(1);
        r.signature->signature[63] = 0;
      });
  ExpectEachCounts(
      MakeStep(AccountOf(1), InstallationOf(1), 1),
      [](InstallationStep& r) { r.account = AccountOf(2); },
      [](InstallationStep& r) { r.installation = InstallationOf(2); },
      [](InstallationStep& r) { ++r.number; },
      [](InstallationStep& r) { r.change = InstallationChange::kRollback; },
      [](InstallationStep& r) { r.change = InstallationChange::kRevert; },
      [](InstallationStep& r) { r.created = At(9); }, [](InstallationStep& r) { r.token = ""; },
      [](InstallationStep& r) { r.version_before = HashOf(9); },
      [](InstallationStep& r) { r.version_after = HashOf(9); },
      [](InstallationStep& r) { r.before += ' '; });
  ExpectEachCounts(
      MakeSaved(AccountOf(1), TemplateOf(1)), [](SavedBindings& r) { r.account = AccountOf(2); },
      [](SavedBindings& r) { r.template_id = TemplateOf(2); },
      [](SavedBindings& r) { r.connections.clear(); },
      [](SavedBindings& r) { r.connections[ObjectIdOf(60)] = Id(); },
      [](SavedBindings& r) { r.variables.clear(); },
      [](SavedBindings& r) { r.variables["limit"] += '1'; },
      [](SavedBindings& r) { r.modified = At(9); });
}

// Texts that stand side by side are told apart, whatever they hold.
TEST(RowDigestTest, KeepsNeighbouringFieldsApart) {
  TemplateVersion one = MakeTemplateVersion(TemplateOf(1), 1);
  TemplateVersion other = one;
  one.note = "ab";
  one.deprecated = "c";
  other.note = "a";
  other.deprecated = "bc";
  EXPECT_NE(DigestOf(one), DigestOf(other));
  SavedBindings left = MakeSaved(AccountOf(1), TemplateOf(1));
  SavedBindings right = left;
  left.variables = {{"a", "bc"}};
  right.variables = {{"ab", "c"}};
  EXPECT_NE(DigestOf(left), DigestOf(right));
}

TEST(RowDigestTest, CountsEachKindInItsOwnPlace) {
  RowDigester digester;
  ASSERT_TRUE(digester.Visit(MakeTemplateVersion(TemplateOf(1), 1)));
  ASSERT_TRUE(digester.Visit(MakeStep(AccountOf(1), InstallationOf(1), 1)));
  ASSERT_TRUE(digester.Visit(MakeStep(AccountOf(1), InstallationOf(1), 2)));
  ASSERT_TRUE(digester.Visit(MakeSaved(AccountOf(1), TemplateOf(1))));
  for (std::size_t kind = 0; kind < kRowKinds.size(); ++kind) {
    SCOPED_TRACE(kRowKinds[kind]);
    const bool of_two = kRowKinds[kind] == "installation_steps";
    const bool of_one =
        kRowKinds[kind] == "template_versions" || kRowKinds[kind] == "saved_bindings";
    EXPECT_EQ(digester.digests()[kind].rows, of_two ? 2u : of_one ? 1u : 0u);
  }
}

TEST(RowDigestTest, CountsEveryFieldOfLargeRows) {
  ExpectEachCounts(
      MakeTemplate(1), [](Template& r) { r.id = TemplateOf(2); },
      [](Template& r) { r.owner = AccountOf(2); }, [](Template& r) { r.name += 'x'; },
      [](Template& r) { r.description += 'x'; }, [](Template& r) { r.image_url += 'x'; },
      [](Template& r) { r.website_url += 'x'; }, [](Template& r) { r.contact_email += 'x'; },
      [](Template& r) { r.dialect = Dialect::kDiga; }, [](Template& r) { r.language += 'x'; },
      [](Template& r) { r.setup_guide_url += 'x'; }, [](Template& r) { r.applications.clear(); },
      [](Template& r) { r.published = true; }, [](Template& r) { ++r.installs; },
      [](Template& r) { r.created = At(9); }, [](Template& r) { r.modified = At(9); },
      [](Template& r) { r.version = HashOf(1); }, [](Template& r) { r.pending_upload += 'x'; });
  ExpectEachCounts(
      MakeUpload(1), [](Upload& r) { r.run_key += 'x'; },
      [](Upload& r) { r.account = AccountOf(2); }, [](Upload& r) { r.target = TemplateOf(1); },
      [](Upload& r) { r.file_name += 'x'; }, [](Upload& r) { r.content_type += 'x'; },
      [](Upload& r) { r.created = At(9); }, [](Upload& r) { r.expires = At(9); },
      [](Upload& r) { r.blob = HashOf(1); }, [](Upload& r) { ++r.size; },
      [](Upload& r) { r.version = HashOf(1); });
  ExpectEachCounts(
      MakeInstallation(AccountOf(1), 1), [](Installation& r) { r.id = InstallationOf(2); },
      [](Installation& r) { r.account = AccountOf(2); },
      [](Installation& r) { r.from_template = TemplateOf(1); },
      [](Installation& r) { r.version = HashOf(9); },
      [](Installation& r) { r.bindings.connections[1] = ObjectIdOf(1); },
      [](Installation& r) { r.bindings.selected = {1}; },
      [](Installation& r) { r.bindings.variables["a"] = "1"; },
      [](Installation& r) { r.bindings.name = "x"; },
      [](Installation& r) { r.bindings.stack = ObjectIdOf(1); },
      [](Installation& r) { r.bindings.base_url = "x"; },
      [](Installation& r) { r.bindings.sealed_secrets = "x"; },
      [](Installation& r) { r.bindings.sandbox = true; },
      [](Installation& r) { r.creates_connections = true; },
      [](Installation& r) { r.created = At(9); },
      [](Installation& r) {
        r.blocks = {{ObjectIdOf(1), 2, 3}};
      },
      [](Installation& r) {
        r.blocks = {{ObjectIdOf(1), 2, 4}};
      });
  ExpectEachCounts(
      MakeResource(AccountOf(1), 1), [](Resource& r) { r.id = ResourceOf(2); },
      [](Resource& r) { r.account = AccountOf(2); }, [](Resource& r) { r.model = Model::kFlow; },
      [](Resource& r) { r.origin = ResourceOrigin::kOverride; },
      [](Resource& r) { r.installation = InstallationOf(1); },
      [](Resource& r) { r.document += ' '; }, [](Resource& r) { r.sealed_secrets = "x"; },
      [](Resource& r) { r.references = {ObjectIdOf(1)}; }, [](Resource& r) { r.created = At(9); },
      [](Resource& r) { r.modified = At(9); });
}

TEST(RowDigestTest, DoesNotDependOnTheOrderAndCountsRepetition) {
  RowDigester forwards, backwards, twice;
  for (const std::uint32_t n : {1u, 2u, 3u}) ASSERT_TRUE(forwards.Visit(MakeAccount(n)));
  for (const std::uint32_t n : {3u, 1u, 2u}) ASSERT_TRUE(backwards.Visit(MakeAccount(n)));
  for (const std::uint32_t n : {1u, 1u, 1u}) ASSERT_TRUE(twice.Visit(MakeAccount(n)));
  EXPECT_EQ(forwards.digests(), backwards.digests());
  EXPECT_NE(forwards.digests(), twice.digests());
  EXPECT_EQ(forwards.digests()[0].rows, 3u);
  EXPECT_EQ(forwards.digests()[1], KindDigest());
}

}  // namespace
}  // namespace imprint
