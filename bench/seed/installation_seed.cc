#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "app/install_write.h"
#include "app/stored_document.h"
#include "app/versions.h"
#include "base/json/writer.h"
#include "bench/seed/seeds.h"
#include "bench/seed/vocabulary.h"
#include "model/render.h"

namespace imprint::bench {
namespace {

constexpr std::size_t kAccounts = 1000;  // beside the client's
constexpr std::size_t kInstallationsAWrite = 5000;
constexpr std::size_t kLargeAmong = 10;  // one of so many is of the large template
constexpr std::size_t kOfClient = 20;    // its small installations
constexpr std::size_t kToldOfAccount = 10;
constexpr double kEdited = 0.01;
constexpr double kDeleted = 0.002;
constexpr std::uint32_t kFirstSecond = 0x66000000;

struct Source {
  Template row;
  Version version;
  VersionPtr content;
  std::uint32_t connection = 0;  // its ordinal
};

struct Told {
  Model model;
  Id id;
};

/// An account with the connection that its installations are bound to.
struct Owner {
  Account account;
  Id connection;
  std::vector<Id> integrations;
  std::vector<Told> resources;
};

class InstallationSeed {
 public:
  explicit InstallationSeed(Place& place) : place_(place), services_(place.services) {}

  Result<std::string> Run(std::size_t count) {
    if (auto published = Publish(); !published) return Pass(published);
    if (auto opened = OpenAccounts(); !opened) return Pass(opened);
    std::size_t left = count;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      const std::size_t others = owners_.size() - i;
      const std::size_t share = i == 0 ? 1 + kOfClient : (left + others - 1) / others;
      const std::size_t wanted = std::min(left, share);
      if (auto filled = Fill(owners_[i], i, wanted); !filled) return Pass(filled);
      left -= wanted;
    }
    if (auto written = WriteOut(); !written) return Pass(written);
    return Tell();
  }

 private:
  struct Row {
    std::size_t source;
    Installation installation;
  };

  Status Publish() {
    auto publisher = AddAccounts(place_, "Publisher", 1, true);
    if (!publisher) return Pass(publisher);
    for (const std::size_t resources : {10, 1000}) {
      auto version = KeepBundle(place_, SampleBundle(resources));
      if (!version) return Pass(version);
      Source source{{}, *version, {}, 0};
      source.row.id = TemplateId(ObjectIdOf(kFirstSecond - 1, resources));
      source.row.owner = publisher->front().id;
      source.row.name = fmt::format("Sample {}", resources);
      source.row.published = true;
      source.row.created = source.row.modified = services_.clock.Now();
      source.row.version = version->id;
      auto content = services_.versions.Get(version->id);
      if (!content) return Pass(content);
      source.content = std::move(*content);
      source.connection = source.content->OrdinalsOf(Model::kConnection).front();
      sources_.push_back(std::move(source));
    }
    return services_.store.Write([&](StoreWriter& writer) -> Status {
      for (const Source& source : sources_) {
        if (auto added = writer.AddVersion(source.version); !added) return added;
        if (auto put = writer.PutTemplate(source.row); !put) return put;
        auto number = NoteVersion(writer, source.row.id, source.version.id, source.row.created);
        if (!number) return Pass(number);
      }
      return {};
    });
  }

  Status OpenAccounts() {
    auto client = AddAccounts(place_, "Client", 1, false);
    if (!client) return Pass(client);
    auto others = AddAccounts(place_, "Account", kAccounts, false);
    if (!others) return Pass(others);
    owners_.push_back({client->front(), {}, {}, {}});
    for (const Account& account : *others) owners_.push_back({account, {}, {}, {}});
    return services_.store.Write([&](StoreWriter& writer) -> Status {
      for (std::size_t i = 0; i < owners_.size(); ++i) {
        owners_[i].connection = ObjectIdOf(kFirstSecond - 1, (i + 1) << 32);
        Resource row;
        row.model = Model::kConnection;
        row.id = ResourceId(owners_[i].connection);
        row.account = owners_[i].account.id;
        auto put = PutDocument(writer, R"({"name":"Own","type":"http"})", {}, row);
        if (!put) return put;
      }
      return {};
    });
  }

  Status PutDocument(StoreWriter& writer, std::string_view text, const Provenance& provenance,
                     Resource& row) {
    const auto document = json::Document::Parse(text, 64);
    if (!document) return Fail(document.error());
    row.created = row.modified = services_.clock.Now();
    if (auto filled = FillRow(services_, *document, provenance, row); !filled) return filled;
    return writer.PutResource(row);
  }

  // The accounts' installations were made in turn, so their ids are like each other's.
  Status Fill(Owner& owner, std::size_t place, std::size_t count) {
    for (std::size_t n = 0; n < count; ++n) {
      const std::size_t source = n % kLargeAmong == 0 && (place > 0 || n == 0) ? 1 : 0;
      const Id first = ObjectIdOf(kFirstSecond + static_cast<std::uint32_t>(n),
                                  ((place + 1) << 32) + dice_.Below(1u << 20));
      rows_.push_back({source, InstallationOf(owner, sources_[source], first)});
      Sample(owner, place, source, n, count);
      if (rows_.size() < kInstallationsAWrite) continue;
      if (auto written = WriteOut(); !written) return written;
    }
    return {};
  }

  Installation InstallationOf(const Owner& owner, const Source& source, const Id& first) {
    Installation installation;
    installation.id = InstallationId(first);
    installation.account = owner.account.id;
    installation.from_template = source.row.id;
    installation.version = source.version.id;
    installation.bindings.connections[source.connection] = owner.connection;
    place_.clock.Pass(std::chrono::milliseconds(20));
    installation.created = place_.clock.Now();
    installation.blocks = {{first, source.version.ids, 0}};
    return installation;
  }

  // All of the client's; of the others some of what was not installed last.
  void Sample(Owner& owner, std::size_t place, std::size_t source, std::size_t n,
              std::size_t count) {
    const CompiledVersion& version = *sources_[source].content;
    const Installation& installation = rows_.back().installation;
    const auto tell = [&](std::uint32_t ordinal) {
      if (!Installs(version, installation, ordinal)) return;
      owner.resources.push_back({version.resources[ordinal].model, IdOf(installation, ordinal)});
    };
    if (place == 0) {
      owner.integrations.push_back(IdOf(installation, 0));
      for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) tell(ordinal);
      return;
    }
    const std::size_t step = std::max<std::size_t>(1, count / kToldOfAccount);
    if (n % step == 0 && owner.resources.size() < kToldOfAccount) {
      tell(static_cast<std::uint32_t>(dice_.Below(version.resources.size())));
    }
  }

  Status WriteOut() {
    Status stored = services_.store.Write([&](StoreWriter& writer) -> Status {
      Dice dice(rows_.size() + written_);
      for (const Row& row : rows_) {
        const CompiledVersion& version = *sources_[row.source].content;
        auto added = WriteInstallation(services_, writer, version, row.installation, {});
        if (added && dice.Chance(kEdited)) added = Edit(writer, version, row.installation, dice);
        if (added && dice.Chance(kDeleted)) added = Delete(writer, version, row.installation);
        if (!added) return added;
      }
      return {};
    });
    written_ += rows_.size();
    rows_.clear();
    return stored;
  }

  Resource RowOf(const CompiledVersion& version, const Installation& installation,
                 std::uint32_t ordinal, ResourceOrigin origin) {
    Resource row;
    row.id = ResourceId(IdOf(installation, ordinal));
    row.account = installation.account;
    row.model = version.resources[ordinal].model;
    row.origin = origin;
    row.installation = installation.id;
    return row;
  }

  Status Edit(StoreWriter& writer, const CompiledVersion& version, const Installation& installation,
              Dice& dice) {
    const auto exports = version.OrdinalsOf(Model::kExport);
    const std::uint32_t ordinal = exports[dice.Below(exports.size())];
    Resource row = RowOf(version, installation, ordinal, ResourceOrigin::kOverride);
    const Id& connection = installation.bindings.connections.begin()->second;
    const Provenance provenance{installation.created, installation.created,
                                installation.from_template, version.resources[ordinal].template_id};
    return PutDocument(
        writer, fmt::format(R"({{"name":"Edited","_connectionId":"{}"}})", connection.Text()),
        provenance, row);
  }

  // The last flow, which nothing refers to.
  Status Delete(StoreWriter& writer, const CompiledVersion& version,
                const Installation& installation) {
    const std::uint32_t ordinal = version.OrdinalsOf(Model::kFlow).back();
    Resource row = RowOf(version, installation, ordinal, ResourceOrigin::kTombstone);
    row.created = row.modified = installation.created;
    return writer.PutResource(row);
  }

  static void TellResources(json::Writer& out, const Owner& owner) {
    out.Key("resources").BeginArray();
    for (const Told& told : owner.resources) {
      out.BeginObject().Key("collection").String(CollectionOf(told.model));
      out.Key("id").String(told.id.Text()).EndObject();
    }
    out.EndArray();
  }

  Status TellAccount(json::Writer& out, const Owner& owner) const {
    auto token = TokenOf(place_, owner.account);
    if (!token) return Pass(token);
    out.Key("token").String(*token);
    TellResources(out, owner);
    return {};
  }

  Result<std::string> Tell() const {
    std::string text;
    json::Writer out(text);
    const Owner& client = owners_.front();
    out.BeginObject();
    if (auto told = TellAccount(out, client); !told) return Pass(told);
    out.Key("connection").String(client.connection.Text());
    out.Key("templates").BeginArray();
    for (const Source& source : sources_) {
      out.BeginObject().Key("id").String(source.row.id.Text());
      out.Key("resources").Number(source.version.resources);
      out.Key("connection").String(source.content->TemplateIdOf(source.connection).Text());
      out.EndObject();
    }
    out.EndArray().Key("integrations").BeginArray();
    for (const Id& id : client.integrations) out.String(id.Text());
    out.EndArray().Key("accounts").BeginArray();
    for (std::size_t i = 1; i < owners_.size(); ++i) {
      if (owners_[i].resources.empty()) continue;
      out.BeginObject();
      if (auto told = TellAccount(out, owners_[i]); !told) return Pass(told);
      out.EndObject();
    }
    out.EndArray().EndObject();
    return text;
  }

  Place& place_;
  const Services& services_;
  std::vector<Source> sources_;
  std::vector<Owner> owners_;
  std::vector<Row> rows_;
  std::size_t written_ = 0;
  Dice dice_{2027};
};

}  // namespace

Result<std::string> SeedInstallations(Place& place, std::size_t count) {
  return InstallationSeed(place).Run(count);
}

}  // namespace imprint::bench
