#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>

#include "app/diga_templates.h"
#include "app/versions.h"
#include "base/json/writer.h"
#include "bench/seed/seeds.h"
#include "bench/seed/vocabulary.h"

namespace imprint::bench {
namespace {

constexpr std::size_t kOwners = 200;
constexpr std::size_t kTemplatesAWrite = 2000;
constexpr std::size_t kTold = 1000;
constexpr double kOfDiga = 0.3;
constexpr std::uint32_t kFirstSecond = 0x65100000;
constexpr std::uint32_t kSecondsBetween = 60;

std::string DigaDocument(std::size_t tools) {
  std::string text =
      R"({"name":"Sample","template":{"integration_type":"HTTP","base_url":"https://api.example.org","tools":[)";
  for (std::size_t n = 0; n < tools; ++n) {
    text += fmt::format(
        R"({}{{"name":"tool_{}","description":"Gets what number {} is about","endpoint_path":"/things/{}","method":"GET"}})",
        n == 0 ? "" : ",", n, n, n);
  }
  return text + "]}}";
}

// The few different contents that all templates share.
struct Contents {
  std::vector<Version> integrator;
  std::vector<Version> diga;
};

Result<Contents> KeepContents(const Place& place) {
  Contents contents;
  for (const std::size_t resources : {5, 10, 20}) {
    auto version = KeepBundle(place, SampleBundle(resources));
    if (!version) return Pass(version);
    contents.integrator.push_back(*version);
  }
  for (const std::size_t tools : {1, 4, 12}) {
    const auto document = json::Document::Parse(DigaDocument(tools), 64);
    if (!document) return Fail(document.error());
    auto kept = KeepDigaTemplate(place.services, *document, {});
    if (!kept) return Pass(kept);
    contents.diga.push_back(kept->version);
  }
  Status stored = place.services.store.Write([&](StoreWriter& writer) -> Status {
    for (const auto* versions : {&contents.integrator, &contents.diga}) {
      for (const Version& version : *versions) {
        if (auto added = writer.AddVersion(version); !added) return added;
      }
    }
    return {};
  });
  if (!stored) return Pass(stored);
  return contents;
}

/// Makes up one template after the other.
class TemplateMaker {
 public:
  TemplateMaker(const std::vector<Account>& owners, const Contents& contents)
      : owners_(owners), contents_(contents) {}

  Template Next() {
    Template row;
    const bool diga = dice_.Chance(kOfDiga);
    const std::uint32_t second = kFirstSecond + kSecondsBetween * made_++;
    row.id = TemplateId(diga ? UuidOf(second, dice_.Next()) : ObjectIdOf(second, dice_.Next()));
    row.owner = AnyOwner();
    row.published = true;
    row.created = row.modified = FromMillis(std::int64_t{second} * 1000);
    row.description = Sentences(8 + dice_.Below(35));
    diga ? BeDiga(row) : BeIntegrator(row);
    return row;
  }

 private:
  void BeDiga(Template& row) {
    row.dialect = Dialect::kDiga;
    row.name = Titled(Words().applications.Draw(dice_)) + Title();
    row.language = Words().languages.Draw(dice_);
    row.version = contents_.diga[dice_.Below(contents_.diga.size())].id;
  }
  void BeIntegrator(Template& row) {
    for (std::size_t n = 1 + dice_.Below(3); n > 0; --n) {
      const std::string& application = Words().applications.Draw(dice_);
      const auto end = row.applications.end();
      if (std::find(row.applications.begin(), end, application) == end) {
        row.applications.push_back(application);
      }
    }
    row.name = Titled(row.applications.front()) + Title();
    if (row.applications.size() > 1) row.name += " to " + Titled(row.applications[1]) + Title();
    row.version = contents_.integrator[dice_.Below(contents_.integrator.size())].id;
  }

  // As the words are: the first owner has the most templates.
  AccountId AnyOwner() {
    const double place =
        std::exp(dice_.Fraction() * std::log(static_cast<double>(owners_.size()) + 1)) - 1;
    return owners_[std::min(static_cast<std::size_t>(place), owners_.size() - 1)].id;
  }
  static std::string Titled(std::string word) {
    word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    return word;
  }
  std::string Title() {
    std::string text;
    for (std::size_t n = 1 + dice_.Below(2); n > 0; --n) {
      text += " " + Words().titles.Draw(dice_);
    }
    return text;
  }
  std::string Sentences(std::size_t words) {
    std::string text;
    bool begins = true;
    for (; words > 0; --words) {
      const std::string& word = Words().prose.Draw(dice_);
      text += (text.empty() ? "" : " ") + (begins ? Titled(word) : word);
      begins = words == 1 || dice_.Chance(0.08);
      if (begins) text += '.';
    }
    return text;
  }

  const std::vector<Account>& owners_;
  const Contents& contents_;
  Dice dice_{2026};
  std::uint32_t made_ = 0;
};

Status Put(StoreWriter& writer, const std::vector<Template>& rows) {
  for (const Template& row : rows) {
    if (auto put = writer.PutTemplate(row); !put) return put;
    auto number = NoteVersion(writer, row.id, *row.version, row.created);
    if (!number) return Pass(number);
  }
  return {};
}

void Tell(json::Writer& out, std::string_view key, const std::vector<std::string>& words,
          std::size_t from, std::size_t count) {
  out.Key(key).BeginArray();
  for (std::size_t i = from; i < std::min(from + count, words.size()); ++i) out.String(words[i]);
  out.EndArray();
}

void TellWords(json::Writer& out) {
  const auto& prose = Words().prose.words();
  out.Key("words").BeginObject();
  Tell(out, "veryCommon", prose, 0, 10);
  Tell(out, "common", prose, 20, 80);
  Tell(out, "rare", prose, 3000, 1000);
  out.EndObject();
  const auto& applications = Words().applications.words();
  Tell(out, "applications", applications, 0, applications.size());
  Tell(out, "languages", Words().languages.words(), 0, 10);
}

}  // namespace

Result<std::string> SeedTemplates(Place& place, std::size_t count) {
  auto owners = AddAccounts(place, "Publisher", kOwners, true);
  if (!owners) return Pass(owners);
  auto contents = KeepContents(place);
  if (!contents) return Pass(contents);
  TemplateMaker maker(*owners, *contents);
  std::vector<std::string> told[2];
  for (std::size_t made = 0; made < count; made += kTemplatesAWrite) {
    std::vector<Template> rows;
    while (rows.size() < std::min(kTemplatesAWrite, count - made)) rows.push_back(maker.Next());
    Status stored =
        place.services.store.Write([&](StoreWriter& writer) { return Put(writer, rows); });
    if (!stored) return Pass(stored);
    for (const Template& row : rows) {
      auto& ids = told[static_cast<std::size_t>(row.dialect)];
      if (ids.size() < kTold) ids.push_back(row.id.Text());
    }
  }
  auto token = TokenOf(place, owners->front());
  if (!token) return Pass(token);
  std::string text;
  json::Writer out(text);
  out.BeginObject().Key("token").String(*token);
  Tell(out, "templates", told[0], 0, kTold);
  Tell(out, "digaTemplates", told[1], 0, kTold);
  TellWords(out);
  std::vector<std::string> names;
  for (const Account& owner : *owners) names.push_back(owner.name);
  Tell(out, "owners", names, 0, names.size());
  out.EndObject();
  return text;
}

}  // namespace imprint::bench
