#include "app/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "base/base64.h"
#include "model/search_terms.h"

namespace imprint {
namespace {

using Position = CatalogueQuery::Position;

constexpr std::size_t kMostWords = 32;
constexpr std::size_t kScoreBytes = 8;
constexpr std::size_t kTemplatesAtOnce = 100;

// base64 with the two characters that a URL takes as they are, and without padding.
std::string ToUrlText(std::string_view bytes) {
  std::string text = ToBase64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}

std::optional<std::string> FromUrlText(std::string text) {
  if (text.find_first_of("+/=") != std::string::npos) return std::nullopt;
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return FromBase64(text);
}

// The score, eight bytes from the highest on, and the id.
std::string CursorOf(const CatalogueHit& hit) {
  std::string bytes;
  const auto score = static_cast<std::uint64_t>(hit.score);
  for (std::size_t i = kScoreBytes; i > 0; --i) {
    bytes += static_cast<char>(score >> (8 * (i - 1)) & 0xff);
  }
  return ToUrlText(bytes.append(hit.row.id.id.Bytes()));
}

Result<std::optional<Position>> ReadCursor(const std::string& cursor) {
  if (cursor.empty()) return std::optional<Position>();
  const auto bytes = FromUrlText(cursor);
  std::optional<Id> id;
  if (bytes && bytes->size() > kScoreBytes) id = Id::FromBytes(bytes->substr(kScoreBytes));
  std::uint64_t score = 0;
  for (std::size_t i = 0; id && i < kScoreBytes; ++i) {
    score = score << 8 | static_cast<unsigned char>((*bytes)[i]);
  }
  if (!id || static_cast<std::int64_t>(score) < 0) {
    return Fail(ErrorCode::kInvalidQuery, "cursor is not one that a page has given.", "cursor");
  }
  return std::optional(Position{static_cast<std::int64_t>(score), TemplateId(*id)});
}

Result<CatalogueQuery> ReadRequest(const CatalogueRequest& request) {
  CatalogueQuery query;
  query.words = WordsIn(request.text);
  if (query.words.size() > kMostWords) {
    return Fail(ErrorCode::kInvalidQuery, fmt::format("q has more than {} words.", kMostWords),
                "q");
  }
  const auto narrow = [&](Facet facet, std::string_view value) {
    if (!value.empty()) query.facets.push_back(FacetTerm(facet, value));
  };
  narrow(Facet::kApplication, request.application);
  narrow(Facet::kLanguage, request.language);
  if (request.kind) narrow(Facet::kKind, KindName(*request.kind));
  auto after = ReadCursor(request.cursor);
  if (!after) return Pass(after);
  query.after = *after;
  return query;
}

Result<std::optional<Account>> FindOwner(StoreReader& reader, const std::string& owner) {
  if (const auto id = Id::FromObjectIdText(owner)) {
    auto account = reader.FindAccount(AccountId(*id));
    if (!account || *account) return account;
  }
  return reader.FindAccountByName(owner);
}

/// Makes hits to items; asks for each owner once.
class ItemMaker {
 public:
  explicit ItemMaker(StoreReader& reader) : reader_(reader) {}

  Result<CatalogueItem> Make(CatalogueHit hit) {
    auto name = NameOf(hit.row.owner);
    if (!name) return Pass(name);
    auto version = reader_.FindTemplateVersion(hit.row.id, std::nullopt);
    if (!version) return Pass(version);
    return CatalogueItem{std::move(hit.row), hit.score, std::move(*name), std::move(*version)};
  }

 private:
  Result<std::string> NameOf(AccountId id) {
    if (const auto known = names_.find(id); known != names_.end()) return known->second;
    auto account = reader_.FindAccount(id);
    if (!account) return Pass(account);
    return names_[id] = *account ? (*account)->name : std::string();
  }

  StoreReader& reader_;
  std::map<AccountId, std::string> names_;
};

Status FillPage(StoreReader& reader, const CatalogueQuery& query, std::size_t limit,
                CataloguePage& page) {
  auto hits = reader.SearchCatalogue(query);
  if (!hits) return Pass(hits);
  page = {};
  if (hits->size() > limit) {
    hits->resize(limit);
    if (limit > 0) page.next = CursorOf(hits->back());
  }
  ItemMaker maker(reader);
  for (CatalogueHit& hit : *hits) {
    auto item = maker.Make(std::move(hit));
    if (!item) return Pass(item);
    page.items.push_back(std::move(*item));
  }
  return {};
}

// In one read, so that none is passed over while others are published.
Status CollectPublished(StoreReader& reader, std::vector<TemplateId>& ids) {
  ids.clear();
  for (const Dialect dialect : {Dialect::kIntegrator, Dialect::kDiga}) {
    for (std::size_t skip = 0;; skip += kTemplatesAtOnce) {
      auto rows = reader.ListPublished(dialect, skip, kTemplatesAtOnce);
      if (!rows) return Pass(rows);
      for (const Template& row : *rows) ids.push_back(row.id);
      if (rows->size() < kTemplatesAtOnce) break;
    }
  }
  return {};
}

Status PutAgain(StoreWriter& writer, std::span<const TemplateId> ids) {
  for (const TemplateId id : ids) {
    auto row = writer.FindTemplate(id);
    if (!row) return Pass(row);
    if (!*row) continue;
    if (auto put = writer.PutTemplate(**row); !put) return put;
  }
  return {};
}

}  // namespace

Result<CataloguePage> SearchCatalogue(const Services& services, const CatalogueRequest& request) {
  auto query = ReadRequest(request);
  if (!query) return Pass(query);
  const std::size_t most = services.limits.page_items;
  const std::size_t limit = request.limit == 0 ? most : std::min(request.limit, most);
  query->limit = limit + 1;
  CataloguePage page;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    if (request.owner.empty()) return FillPage(reader, *query, limit, page);
    auto owner = FindOwner(reader, request.owner);
    if (!owner) return Pass(owner);
    if (!*owner) return {};
    CatalogueQuery narrowed = *query;
    narrowed.facets.push_back(FacetTerm(Facet::kOwner, (*owner)->id.Text()));
    return FillPage(reader, narrowed, limit, page);
  });
  if (!read) return Pass(read);
  return page;
}

Status EnsureCatalogue(const Services& services) {
  const std::string rules = std::to_string(kTermRules);
  bool is_made = false;
  std::vector<TemplateId> ids;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto known = reader.FindSetting(kCatalogueTermsSetting);
    if (!known) return Pass(known);
    is_made = *known == rules;
    return is_made ? Status() : CollectPublished(reader, ids);
  });
  if (!read || is_made) return read;
  std::span<const TemplateId> left(ids);
  while (!left.empty()) {
    const auto batch = left.first(std::min(left.size(), kTemplatesAtOnce));
    Status put = services.store.Write([&](StoreWriter& writer) { return PutAgain(writer, batch); });
    if (!put) return put;
    left = left.subspan(batch.size());
  }
  return services.store.Write(
      [&](StoreWriter& writer) { return writer.PutSetting(kCatalogueTermsSetting, rules); });
}

}  // namespace imprint
