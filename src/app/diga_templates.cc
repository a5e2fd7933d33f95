#include "app/diga_templates.h"

#include "app/audit.h"
#include "app/templates.h"
#include "app/versions.h"
#include "base/json/stored_depth.h"
#include "bundle/secret_scan.h"

namespace imprint {
namespace {

tl::unexpected<Error> NotFound() {
  return Fail(ErrorCode::kNotFound, "Error: Integration Template Not Found", "template_id");
}

Result<DigaTemplate> Compile(const json::Document& document, const DigaKeeping& keeping) {
  if (!keeping.secrets_as_variables) return CompileDigaTemplate(document.root(), keeping.where);
  SecretNames names;
  names.ReserveIn(document.text());
  const auto clean =
      json::Document::Parse(WithVariables(document.root(), {}, names), json::kStoredDepth);
  if (!clean) return Fail(clean.error());
  return CompileDigaTemplate(clean->root(), keeping.where);
}

// The blob's name; in a dry run without the blob.
Result<Hash> Put(const Services& services, std::string_view bytes, bool dry_run) {
  if (dry_run) return Hash{crypto::Sha256(bytes)};
  return services.blobs.Put(bytes);
}

// The row and its number, in one write with the version itself.
Status PutContent(StoreWriter& writer, const KeptDigaTemplate& kept, const Template& row) {
  if (auto added = writer.AddVersion(kept.version); !added) return added;
  if (auto put = writer.PutTemplate(row); !put) return put;
  auto number = NoteVersion(writer, row.id, kept.version.id, kept.version.created);
  if (!number) return Pass(number);
  return {};
}

Status Record(const Services& services, StoreWriter& writer, const Template& row, AuditEvent event,
              std::vector<std::string> fields = {}) {
  return RecordChange(services, writer, row.owner, event, "template", row.id.Text(),
                      std::move(fields));
}

Result<Template> RequireOwn(StoreReader& reader, const Account& caller, TemplateId id) {
  auto row = FindOwnTemplate(reader, caller, id);
  if (!row) return Pass(row);
  if (!*row || (*row)->dialect != Dialect::kDiga) return NotFound();
  return std::move(**row);
}

bool IsIn(const DigaTemplateList& list, const std::optional<Template>& row) {
  return row && row->published && row->dialect == Dialect::kDiga && row->language == list.language;
}

Result<std::optional<IdPlace>> PlaceOf(StoreReader& reader, const DigaTemplateList& list,
                                       const std::optional<Id>& id) {
  if (!id) return std::optional<IdPlace>();
  auto below = reader.CountPublishedIn(Dialect::kDiga, list.language, TemplateId(*id));
  if (!below) return Pass(below);
  auto row = reader.FindTemplate(TemplateId(*id));
  if (!row) return Pass(row);
  return std::optional(IdPlace{*below, IsIn(list, *row)});
}

Result<IdPlaces> FindPlaces(StoreReader& reader, const DigaTemplateList& list) {
  auto total = reader.CountPublishedIn(Dialect::kDiga, list.language, {});
  if (!total) return Pass(total);
  auto after = PlaceOf(reader, list, list.after);
  if (!after) return Pass(after);
  auto before = PlaceOf(reader, list, list.before);
  if (!before) return Pass(before);
  return IdPlaces{*total, *after, *before};
}

}  // namespace

Result<DigaTemplateView> CreateDigaTemplate(const Services& services, const Account& caller,
                                            const json::Document& document) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto kept = KeepDigaTemplate(services, document, {});
  if (!kept) return Pass(kept);
  Template row;
  row.id = TemplateId(services.ids.NewUuids(1, kept->version.created));
  row.owner = caller.id;
  row.dialect = Dialect::kDiga;
  row.published = true;
  row.created = kept->version.created;
  DescribeDigaTemplate(*kept, row);
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    if (auto put = PutContent(writer, *kept, row); !put) return put;
    return Record(services, writer, row, AuditEvent::kCreate);
  });
  if (!stored) return Pass(stored);
  return DigaTemplateView{std::move(row), std::move(kept->compiled.content)};
}

Result<DigaTemplateView> ReplaceDigaTemplate(const Services& services, const Account& caller,
                                             TemplateId id, const json::Document& document) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  // Before anything is kept: what nobody owns would stay on the disk.
  Status owned = services.store.Read([&](StoreReader& reader) -> Status {
    auto own = RequireOwn(reader, caller, id);
    if (!own) return Pass(own);
    return {};
  });
  if (!owned) return Pass(owned);
  auto kept = KeepDigaTemplate(services, document, {});
  if (!kept) return Pass(kept);
  Template row;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    auto own = RequireOwn(writer, caller, id);
    if (!own) return Pass(own);
    row = *own;
    DescribeDigaTemplate(*kept, row);
    if (auto put = PutContent(writer, *kept, row); !put) return put;
    return Record(services, writer, row, AuditEvent::kUpdate, ChangedDigaFields(*own, row));
  });
  if (!stored) return Pass(stored);
  return DigaTemplateView{std::move(row), std::move(kept->compiled.content)};
}

Status DeleteDigaTemplate(const Services& services, const Account& caller, TemplateId id) {
  if (auto partner = RequirePartner(caller); !partner) return partner;
  return services.store.Write([&](StoreWriter& writer) -> Status {
    auto own = RequireOwn(writer, caller, id);
    if (!own) return Pass(own);
    if (auto removed = writer.RemoveTemplate(id); !removed) return removed;
    return Record(services, writer, *own, AuditEvent::kDelete);
  });
}

Result<DigaTemplateView> ReadDigaTemplate(const Services& services, TemplateId id) {
  std::optional<Template> row;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.FindTemplate(id);
    if (!found) return Pass(found);
    row = std::move(*found);
    return {};
  });
  if (!read) return Pass(read);
  if (!row || row->dialect != Dialect::kDiga || !row->published) return NotFound();
  auto content = ReadDigaContent(services, *row);
  if (!content) return Pass(content);
  return DigaTemplateView{std::move(*row), std::move(*content)};
}

Result<std::vector<Template>> ListDigaTemplates(
    const Services& services, const DigaTemplateList& list,
    const std::function<ListWindow(const IdPlaces&)>& choose) {
  std::vector<Template> rows;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto places = FindPlaces(reader, list);
    if (!places) return Pass(places);
    const ListWindow window = choose(*places);
    auto listed = reader.ListPublishedIn(Dialect::kDiga, list.language, window.skip, window.limit);
    if (!listed) return Pass(listed);
    rows = std::move(*listed);
    return {};
  });
  if (!read) return Pass(read);
  return rows;
}

Result<std::string> ReadDigaContent(const Services& services, const Template& row) {
  return ReadDigaContent(services, *row.version);
}

Result<std::string> ReadDigaContent(const Services& services, const Hash& version) {
  std::optional<Version> row;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.FindVersion(version);
    if (!found) return Pass(found);
    row = *found;
    return {};
  });
  if (!read) return Pass(read);
  if (!row) return Fail(ErrorCode::kInternal, "A stored template version is missing.");
  return services.blobs.Read(row->source);
}

Result<KeptDigaTemplate> KeepDigaTemplate(const Services& services, const json::Document& document,
                                          const DigaKeeping& keeping) {
  auto compiled = Compile(document, keeping);
  if (!compiled) return Pass(compiled);
  KeptDigaTemplate kept{std::move(*compiled), {}};
  auto source = Put(services, kept.compiled.content, keeping.dry_run);
  if (!source) return Pass(source);
  auto id = Put(services, EncodeVersion(kept.compiled.version), keeping.dry_run);
  if (!id) return Pass(id);
  kept.version = {*id, *source, static_cast<std::uint32_t>(kept.compiled.version.resources.size()),
                  kept.compiled.version.id_count(), services.clock.Now()};
  return kept;
}

void DescribeDigaTemplate(const KeptDigaTemplate& kept, Template& row) {
  row.name = kept.compiled.name;
  row.language = kept.compiled.language;
  row.description = kept.compiled.description;
  row.setup_guide_url = kept.compiled.setup_guide_url;
  row.version = kept.version.id;
  row.modified = kept.version.created;
}

std::vector<std::string> ChangedDigaFields(const Template& before, const Template& after) {
  std::vector<std::string> fields;
  if (before.name != after.name) fields.emplace_back("name");
  if (before.language != after.language) fields.emplace_back("language");
  if (before.description != after.description) fields.emplace_back("description");
  if (before.setup_guide_url != after.setup_guide_url) fields.emplace_back("setup_guide_url");
  if (before.version != after.version) fields.emplace_back("template");
  return fields;
}

}  // namespace imprint
