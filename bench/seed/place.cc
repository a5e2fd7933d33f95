#include "bench/seed/place.h"

#include <fmt/format.h>

#include <utility>

#include "app/accounts.h"
#include "app/catalogue.h"
#include "bundle/archive_writer.h"
#include "bundle/compile.h"
#include "bundle/layout.h"

namespace imprint::bench {
namespace {

constexpr std::uint32_t kFirstSecond = 0x65000000;  // in September 2023

Services WithClock(const Services& services, const Clock& clock) {
  return Services{.store = services.store,
                  .blobs = services.blobs,
                  .clock = clock,
                  .ids = services.ids,
                  .versions = services.versions,
                  .secrets = services.secrets,
                  .upload_key = services.upload_key,
                  .limits = services.limits};
}

Id FromBytes(const std::string& bytes) {
  return Id::FromBytes(bytes).value_or(Id());
}

void AppendNumber(std::string& bytes, std::uint64_t number, std::size_t width) {
  for (std::size_t i = width; i > 0; --i) bytes += static_cast<char>(number >> (8 * (i - 1)));
}

std::string SourceId(std::size_t n) {
  return fmt::format("5f0000000000000000{:06x}", n);
}

std::string Padding() {
  std::string text = "{";
  for (int i = 0; i < 11; ++i) {
    text += fmt::format(R"({}"field{}":{{"extract":"record.value{}","generate":"target_{}"}})",
                        i == 0 ? "" : ",", i, i, i);
  }
  return text + "}";
}

ArchiveFile FileOf(Model model, std::size_t n, std::string_view members) {
  const std::string name = fmt::format("{} {}", NameOf(model), n);
  return {DocumentPath(model, name, SourceId(n)),
          fmt::format(R"({{"_id":"{}","name":"{}",{}}})", SourceId(n), name, members)};
}

}  // namespace

Place::Place(std::unique_ptr<Node> opened, Time first)
    : node(std::move(opened)), clock(first), services(WithClock(node->services(), clock)) {}

Result<std::unique_ptr<Place>> Place::Open(const std::string& data) {
  Config config;
  config.place.data = data;
  auto node = Node::Open(config);
  if (!node) return Pass(node);
  auto place =
      std::make_unique<Place>(std::move(*node), FromMillis(std::int64_t{kFirstSecond} * 1000));
  if (auto ready = EnsureCatalogue(place->services); !ready) return Pass(ready);
  return place;
}

Id ObjectIdOf(std::uint32_t seconds, std::uint64_t number) {
  std::string bytes;
  AppendNumber(bytes, seconds, 4);
  AppendNumber(bytes, number, 8);
  return FromBytes(bytes);
}

Id UuidOf(std::uint32_t seconds, std::uint64_t number) {
  std::string bytes;
  AppendNumber(bytes, std::uint64_t{seconds} * 1000, 6);
  AppendNumber(bytes, 0x7000, 2);
  AppendNumber(bytes, (number >> 2) | (std::uint64_t{1} << 63), 8);
  return FromBytes(bytes);
}

Result<std::vector<Account>> AddAccounts(const Place& place, const std::string& name,
                                         std::size_t count, bool partners) {
  std::vector<Account> accounts;
  std::uint64_t hash = 0;
  for (const char c : name) hash = hash * 131 + static_cast<unsigned char>(c);
  for (std::size_t n = 1; n <= count; ++n) {
    accounts.push_back({AccountId(ObjectIdOf(kFirstSecond, (hash << 20) + n)),
                        fmt::format("{} {}", name, n), partners, place.clock.Now()});
  }
  Status stored = place.services.store.Write([&](StoreWriter& writer) -> Status {
    for (const Account& account : accounts) {
      if (auto added = writer.AddAccount(account); !added) return added;
    }
    return {};
  });
  if (!stored) return Pass(stored);
  return accounts;
}

Result<std::string> TokenOf(const Place& place, const Account& account) {
  TokenRequest request;
  request.account = account.name;
  return CreateToken(place.services, request);
}

std::vector<ArchiveFile> SampleBundle(std::size_t resources) {
  const std::string padding = Padding();
  std::vector<ArchiveFile> files = {
      {"integration.json",
       fmt::format(R"({{"_id":"{}","name":"Sample {}"}})", SourceId(0), resources)},
      FileOf(Model::kConnection, 1, R"("type":"http")")};
  for (std::size_t n = 2; n < resources; ++n) {
    if (n % 2 == 0) {
      files.push_back(FileOf(
          Model::kExport, n,
          fmt::format(R"("_connectionId":"{}","http":{{"relativeURI":"/orders"}},"mapping":{})",
                      SourceId(1), padding)));
    } else {
      files.push_back(FileOf(
          Model::kFlow, n,
          fmt::format(
              R"("_integrationId":"{}","pageGenerators":[{{"_exportId":"{}"}}],"settings":{})",
              SourceId(0), SourceId(n - 1), padding)));
    }
  }
  return files;
}

Result<Version> KeepBundle(const Place& place, const std::vector<ArchiveFile>& files) {
  auto compiled = Compile(files, place.services.limits);
  if (!compiled) return Pass(compiled);
  auto zip = WriteZipBytes(files);
  if (!zip) return Pass(zip);
  auto source = place.services.blobs.Put(*zip);
  if (!source) return Pass(source);
  auto id = place.services.blobs.Put(EncodeVersion(*compiled));
  if (!id) return Pass(id);
  return Version{*id, *source, static_cast<std::uint32_t>(compiled->resources.size()),
                 compiled->id_count(), place.clock.Now()};
}

}  // namespace imprint::bench
