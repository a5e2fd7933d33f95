#include "store/contract/rows.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

namespace imprint::samples {
namespace {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}

  std::uint32_t Below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  bool Toss() { return Below(2) == 0; }
  std::string Text() {
    static const auto hostile = HostileTexts();
    return Below(4) == 0 ? hostile[Below(static_cast<std::uint32_t>(hostile.size()))]
                         : "text " + std::to_string(Below(1000));
  }
  Time When() { return At(std::int64_t{Below(2'000'000)} * 1'000'003 - 5'000); }
  Hash AnyHash() { return HashOf(Below(100'000)); }
  Id AnyId() { return Toss() ? ObjectIdOf(Below(100'000)) : UuidOf(Below(100'000)); }
  /// `count` different numbers, ascending.
  std::vector<std::uint32_t> Numbers(std::size_t count) {
    std::set<std::uint32_t> numbers;
    while (numbers.size() < count) numbers.insert(Below(50'000));
    return {numbers.begin(), numbers.end()};
  }

 private:
  std::mt19937 engine_;
};

Token RandomToken(Dice& dice, std::uint32_t n) {
  Token token = MakeToken(n);
  token.account = AccountOf(dice.Below(10));
  token.created = dice.When();
  token.expires.reset();
  if (dice.Toss()) token.expires = dice.When();
  if (dice.Toss()) token.revoked = dice.When();
  return token;
}

Template RandomTemplate(Dice& dice, std::uint32_t n) {
  Template row = MakeTemplate(n);
  row.owner = AccountOf(dice.Below(10));
  row.name = dice.Text();
  row.description = dice.Text();
  row.applications = {dice.Text(), dice.Text()};
  row.dialect = dice.Toss() ? Dialect::kDiga : Dialect::kIntegrator;
  row.language = dice.Text();
  row.setup_guide_url = dice.Text();
  row.published = dice.Toss();
  row.installs = dice.Below(1'000'000);
  row.created = dice.When();
  row.modified = dice.When();
  if (dice.Toss()) row.version = dice.AnyHash();
  row.pending_upload = dice.Text();
  return row;
}

Version RandomVersion(Dice& dice, std::uint32_t n) {
  Version version = MakeVersion(n);
  version.source = dice.AnyHash();
  version.resources = dice.Below(10'000);
  version.ids = dice.Below(20'000);
  version.created = dice.When();
  return version;
}

Upload RandomUpload(Dice& dice, std::uint32_t n) {
  Upload upload = MakeUpload(n);
  upload.account = AccountOf(dice.Below(10));
  if (dice.Toss()) upload.target = TemplateOf(dice.Below(100));
  upload.file_name = dice.Text();
  upload.content_type = dice.Text();
  upload.created = dice.When();
  upload.expires = dice.When();
  if (dice.Toss()) {
    upload.blob = dice.AnyHash();
    upload.size = std::uint64_t{dice.Below(1'000'000)} * 1'000'000;
    if (dice.Toss()) upload.version = dice.AnyHash();
  }
  return upload;
}

Bindings RandomBindings(Dice& dice) {
  Bindings bindings;
  for (std::uint32_t i = dice.Below(4); i > 0; --i) {
    bindings.connections[dice.Below(50)] = dice.Toss() ? dice.AnyId() : Id();
    bindings.variables[dice.Text()] = dice.Text();
  }
  for (const std::uint32_t ordinal : dice.Numbers(dice.Below(3))) {
    bindings.selected.push_back(ordinal);
  }
  bindings.name = dice.Text();
  if (dice.Toss()) bindings.stack = dice.AnyId();
  bindings.base_url = dice.Text();
  bindings.sealed_secrets = dice.Toss() ? std::string("\x00\xff\x80", 3) : "";
  bindings.sandbox = dice.Toss();
  return bindings;
}

// Blocks lie between the numbers of two installations, so they never meet.
Installation RandomInstallation(Dice& dice, std::uint32_t n) {
  Installation row = MakeInstallation(AccountOf(n % 3), n);
  if (dice.Toss()) row.from_template = TemplateOf(dice.Below(100));
  row.version = dice.AnyHash();
  row.bindings = RandomBindings(dice);
  row.creates_connections = dice.Toss();
  row.created = dice.When();
  if (dice.Toss()) row.blocks.push_back({ObjectIdOf(n * 100), 1 + dice.Below(40), 0});
  if (dice.Toss()) row.blocks.push_back({UuidOf(n * 100 + 50), 1 + dice.Below(40), 40});
  std::sort(row.blocks.begin(), row.blocks.end(),
            [](const IdBlock& a, const IdBlock& b) { return a.first < b.first; });
  return row;
}

Resource RandomResource(Dice& dice, std::uint32_t n) {
  Resource row = MakeResource(AccountOf(n % 3), n);
  if (dice.Toss()) row.id = ResourceId(UuidOf(n));
  row.model = kModels[dice.Below(static_cast<std::uint32_t>(kModels.size()))].model;
  row.origin = static_cast<ResourceOrigin>(dice.Below(3));
  if (row.origin != ResourceOrigin::kMade) row.installation = InstallationOf(dice.Below(50'000));
  row.document = dice.Text() + std::string(dice.Below(3) * 5000, 'd');
  row.sealed_secrets = dice.Toss() ? std::string("\x00\xfe\x81", 3) : "";
  std::set<Id> references;
  for (std::uint32_t i = dice.Below(4); i > 0; --i) references.insert(dice.AnyId());
  row.references = {references.begin(), references.end()};
  row.created = dice.When();
  row.modified = dice.When();
  return row;
}

IdempotentResult RandomIdempotent(Dice& dice, std::uint32_t n) {
  IdempotentResult row = MakeIdempotent(AccountOf(n % 3), "key " + std::to_string(n));
  row.request = dice.AnyHash();
  row.installation = InstallationOf(dice.Below(50'000));
  row.created = dice.When();
  return row;
}

AuditEntry RandomAudit(Dice& dice, std::uint32_t n) {
  AuditEntry row = MakeAudit(AccountOf(n % 3), n);
  row.time = dice.When();
  row.event = static_cast<AuditEvent>(dice.Below(10));
  row.resource_type = dice.Text();
  row.resource = dice.Text();
  row.token = dice.Text();
  row.address = dice.Text();
  row.request = dice.Text();
  if (dice.Toss()) row.fields = {dice.Text(), dice.Text()};
  return row;
}

TemplateVersion RandomTemplateVersion(Dice& dice, std::uint32_t n) {
  TemplateVersion row = MakeTemplateVersion(TemplateOf(n % 4), n);
  row.version = dice.AnyHash();
  row.note = dice.Text();
  row.created = dice.When();
  if (dice.Toss()) row.deprecated = dice.Text();
  if (dice.Toss()) row.signature = SignatureOf(static_cast<std::uint8_t>(dice.Below(256)));
  return row;
}

InstallationStep RandomStep(Dice& dice, std::uint32_t n) {
  InstallationStep row = MakeStep(AccountOf(n % 3), InstallationOf(n % 7), n);
  row.change = static_cast<InstallationChange>(dice.Below(3));
  row.created = dice.When();
  row.token = dice.Text();
  row.version_before = dice.AnyHash();
  row.version_after = dice.AnyHash();
  row.before = dice.Text() + std::string(dice.Below(3) * 50'000, 's');
  return row;
}

SavedBindings RandomSaved(Dice& dice, std::uint32_t n) {
  SavedBindings row = MakeSaved(AccountOf(n % 3), TemplateOf(n));
  row.variables.clear();
  for (std::uint32_t i = dice.Below(4); i > 0; --i) {
    row.connections[dice.AnyId()] = dice.AnyId();
    row.variables[dice.Text()] = dice.Text();
  }
  row.modified = dice.When();
  return row;
}

template <typename Row>
std::vector<Row> Make(Dice& dice, Row (*make)(Dice&, std::uint32_t)) {
  std::vector<Row> rows;
  for (const std::uint32_t n : dice.Numbers(5 + dice.Below(30))) rows.push_back(make(dice, n));
  return rows;
}

template <typename Row, typename Key>
void Sort(std::vector<Row>& rows, const Key& key) {
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return key(a) < key(b); });
}

class Collector final : public RowVisitor {
 public:
  Status Visit(const Account& row) override { return Keep(rows.accounts, row); }
  Status Visit(const Token& row) override { return Keep(rows.tokens, row); }
  Status Visit(const Template& row) override { return Keep(rows.templates, row); }
  Status Visit(const Version& row) override { return Keep(rows.versions, row); }
  Status Visit(const Upload& row) override { return Keep(rows.uploads, row); }
  Status Visit(const Installation& row) override { return Keep(rows.installations, row); }
  Status Visit(const Resource& row) override { return Keep(rows.resources, row); }
  Status Visit(const IdempotentResult& row) override { return Keep(rows.idempotent, row); }
  Status Visit(const AuditEntry& row) override { return Keep(rows.audit, row); }
  Status Visit(const TemplateVersion& row) override { return Keep(rows.template_versions, row); }
  Status Visit(const InstallationStep& row) override { return Keep(rows.steps, row); }
  Status Visit(const SavedBindings& row) override { return Keep(rows.saved, row); }

  Rows rows;

 private:
  template <typename Row>
  static Status Keep(std::vector<Row>& kept, const Row& row) {
    kept.push_back(row);
    return {};
  }
};

template <typename Row>
void Compare(const char* kind, const std::vector<Row>& one, const std::vector<Row>& other,
             std::string& difference) {
  if (one.size() != other.size()) {
    difference += std::string(kind) + ": " + std::to_string(one.size()) + " and " +
                  std::to_string(other.size()) + " rows; ";
    return;
  }
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (Fields(one[i]) == Fields(other[i])) continue;
    difference += std::string(kind) + " " + std::to_string(i) + "; ";
  }
}

}  // namespace

std::size_t Rows::size() const {
  return accounts.size() + tokens.size() + templates.size() + versions.size() + uploads.size() +
         installations.size() + resources.size() + idempotent.size() + audit.size() +
         template_versions.size() + steps.size() + saved.size();
}

AuditEntry MakeAudit(AccountId account, std::uint32_t n) {
  return {.account = account,
          .id = ObjectIdOf(n),
          .time = At(n),
          .event = AuditEvent::kUpdate,
          .resource_type = "flow",
          .resource = ObjectIdOf(n + 1).Text(),
          .token = "t1",
          .address = "192.0.2.7",
          .request = "request-" + std::to_string(n),
          .fields = {"name", "disabled"}};
}

Rows RandomRows(std::uint32_t seed) {
  Dice dice(seed);
  Rows rows;
  for (const std::uint32_t n : dice.Numbers(10)) {
    rows.accounts.push_back(MakeAccount(n));
    rows.accounts.back().partner = dice.Toss();
  }
  rows.tokens = Make(dice, RandomToken);
  rows.templates = Make(dice, RandomTemplate);
  rows.versions = Make(dice, RandomVersion);
  rows.uploads = Make(dice, RandomUpload);
  rows.installations = Make(dice, RandomInstallation);
  rows.resources = Make(dice, RandomResource);
  rows.idempotent = Make(dice, RandomIdempotent);
  rows.audit = Make(dice, RandomAudit);
  rows.template_versions = Make(dice, RandomTemplateVersion);
  rows.steps = Make(dice, RandomStep);
  rows.saved = Make(dice, RandomSaved);
  Sort(rows.uploads, [](const Upload& row) { return row.run_key; });
  Sort(rows.installations, [](const Installation& row) { return std::pair(row.account, row.id); });
  Sort(rows.resources, [](const Resource& row) { return std::pair(row.account, row.id); });
  Sort(rows.idempotent, [](const auto& row) { return std::pair(row.account, row.key); });
  Sort(rows.audit, [](const AuditEntry& row) { return std::tie(row.account, row.time, row.id); });
  Sort(rows.template_versions,
       [](const TemplateVersion& row) { return std::pair(row.template_id, row.number); });
  Sort(rows.steps, [](const InstallationStep& row) {
    return std::tie(row.account, row.installation, row.number);
  });
  Sort(rows.saved, [](const auto& row) { return std::pair(row.account, row.template_id); });
  return rows;
}

Status PutAll(StoreWriter& w, const Rows& rows) {
  const auto put = [](auto& all, auto add) {
    for (auto row = all.rbegin(); row != all.rend(); ++row) {
      if (auto done = add(*row); !done) return done;
    }
    return Status();
  };
  Status done = put(rows.accounts, [&](const Account& row) { return w.AddAccount(row); });
  if (done) done = put(rows.tokens, [&](const Token& row) { return w.AddToken(row); });
  if (done) done = put(rows.templates, [&](const Template& row) { return w.PutTemplate(row); });
  if (done) done = put(rows.versions, [&](const Version& row) { return w.AddVersion(row); });
  if (done) done = put(rows.uploads, [&](const Upload& row) { return w.PutUpload(row); });
  if (done) {
    done = put(rows.installations, [&](const Installation& row) { return w.AddInstallation(row); });
  }
  if (done) done = put(rows.resources, [&](const Resource& row) { return w.PutResource(row); });
  if (done) {
    done = put(rows.idempotent, [&](const IdempotentResult& r) { return w.AddIdempotent(r); });
  }
  if (done) done = put(rows.audit, [&](const AuditEntry& row) { return w.AddAudit(row); });
  if (done) {
    done = put(rows.template_versions,
               [&](const TemplateVersion& row) { return w.PutTemplateVersion(row); });
  }
  if (done) done = put(rows.steps, [&](const InstallationStep& row) { return w.AddStep(row); });
  if (done) done = put(rows.saved, [&](const auto& row) { return w.PutSavedBindings(row); });
  return done;
}

Result<Rows> CollectAll(StoreReader& reader) {
  Collector collector;
  if (auto scanned = reader.ScanAll(collector); !scanned) return Fail(std::move(scanned.error()));
  return std::move(collector.rows);
}

std::string Difference(const Rows& one, const Rows& other) {
  std::string difference;
  Compare("accounts", one.accounts, other.accounts, difference);
  Compare("tokens", one.tokens, other.tokens, difference);
  Compare("templates", one.templates, other.templates, difference);
  Compare("versions", one.versions, other.versions, difference);
  Compare("uploads", one.uploads, other.uploads, difference);
  Compare("installations", one.installations, other.installations, difference);
  Compare("resources", one.resources, other.resources, difference);
  Compare("idempotent", one.idempotent, other.idempotent, difference);
  Compare("audit", one.audit, other.audit, difference);
  Compare("template versions", one.template_versions, other.template_versions, difference);
  Compare("steps", one.steps, other.steps, difference);
  Compare("saved bindings", one.saved, other.saved, difference);
  return difference;
}

}  // namespace imprint::samples
