#include "app/versions.h"

#include <utility>

#include "app/diga_templates.h"
#include "bundle/version_files.h"

namespace imprint {
namespace {

// By the names that the callers of this have for what they sent.
Error Named(Error error) {
  for (Problem& problem : error.problems) {
    if (problem.code == ErrorCode::kNotFound && problem.field == "_id") problem.field = "template";
  }
  return error;
}

Result<std::uint32_t> ResourcesOf(StoreReader& reader, const Hash& version) {
  auto row = reader.FindVersion(version);
  if (!row) return Pass(row);
  if (!*row) return Fail(ErrorCode::kInternal, "A stored template version is missing.");
  return (*row)->resources;
}

// The template and its version in one state; nothing where FindNumbered gives nothing.
Result<std::optional<FoundVersion>> Look(const Services& services, AccountId account, TemplateId id,
                                         std::optional<std::uint32_t> number) {
  std::optional<FoundVersion> found;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto row = FindVisibleTemplate(reader, account, id);
    if (!row) return Fail(Named(std::move(row.error())));
    auto version = FindNumbered(reader, id, number);
    if (!version) return Pass(version);
    found.reset();
    if (*version) found = FoundVersion{std::move(*row), std::move(**version)};
    return {};
  });
  if (!read) return Pass(read);
  return found;
}

Result<SettledTemplate> Settle(const Services& services, AccountId account, TemplateId id) {
  auto settled = SettleTemplate(services, account, id);
  if (!settled) return Fail(Named(std::move(settled.error())));
  return settled;
}

Result<FoundVersion> FindLatest(const Services& services, AccountId account, TemplateId id) {
  auto settled = Settle(services, account, id);
  if (!settled) return Pass(settled);
  if (settled->refused) return Fail(Named(std::move(*settled->refused)));
  auto found = Look(services, account, id, std::nullopt);
  if (!found) return Pass(found);
  if (!*found) return NoContent();
  return std::move(**found);
}

// What two versions and the work on them take.
Result<HeldMemory> HoldForBoth(const Services& services, const Hash& from, const Hash& to) {
  auto one = BytesOfVersion(services, from);
  if (!one) return Pass(one);
  auto other = BytesOfVersion(services, to);
  if (!other) return Pass(other);
  return HoldMemory(services, one->reading + one->answer + other->reading + other->answer +
                                  MostDiffBytes(one->answer, other->answer));
}

Result<VersionDiff> DiffOf(const Services& services, const Hash& from, const Hash& to) {
  auto one = services.versions.Get(from);
  if (!one) return Pass(one);
  auto other = services.versions.Get(to);
  if (!other) return Pass(other);
  return DiffVersions(**one, **other);
}

Result<std::string> ZipOfVersion(const Services& services, const Hash& id) {
  auto version = services.versions.Get(id);
  if (!version) return Pass(version);
  return ZipOf(**version);
}

}  // namespace

Result<std::vector<NumberedVersion>> ListVersions(const Services& services, AccountId account,
                                                  TemplateId id) {
  auto settled = Settle(services, account, id);
  if (!settled) return Pass(settled);
  if (settled->refused && !settled->row.version) {
    return Fail(Named(std::move(*settled->refused)));
  }
  std::vector<NumberedVersion> versions;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto row = FindVisibleTemplate(reader, account, id);
    if (!row) return Fail(Named(std::move(row.error())));
    auto rows = reader.ListTemplateVersions(id);
    if (!rows) return Pass(rows);
    versions.clear();
    for (TemplateVersion& version : *rows) {
      auto resources = ResourcesOf(reader, version.version);
      if (!resources) return Pass(resources);
      versions.push_back({std::move(version), *resources, false});
    }
    if (!versions.empty()) versions.back().current = true;
    return {};
  });
  if (!read) return Pass(read);
  return versions;
}

Result<FoundVersion> FindVersion(const Services& services, AccountId account, TemplateId id,
                                 std::optional<std::uint32_t> number) {
  if (!number) return FindLatest(services, account, id);
  auto found = Look(services, account, id, number);
  if (!found) return Pass(found);
  if (!*found) {
    // It may be that of a file which nobody has looked at yet.
    auto settled = Settle(services, account, id);
    if (!settled) return Pass(settled);
    found = Look(services, account, id, number);
    if (!found) return Pass(found);
  }
  if (!*found) return NoSuchNumber();
  return std::move(**found);
}

Result<std::optional<NumberedVersion>> FindNumbered(StoreReader& reader, TemplateId id,
                                                    std::optional<std::uint32_t> number) {
  auto latest = reader.FindTemplateVersion(id, std::nullopt);
  if (!latest) return Pass(latest);
  auto row = number ? reader.FindTemplateVersion(id, number) : latest;
  if (!row) return Pass(row);
  if (!*row) return std::nullopt;
  auto resources = ResourcesOf(reader, (*row)->version);
  if (!resources) return Pass(resources);
  const bool current = *latest && (*row)->number == (*latest)->number;
  return NumberedVersion{std::move(**row), *resources, current};
}

tl::unexpected<Error> NoSuchNumber() {
  return Fail(ErrorCode::kNotFound, "The template has no version of that number.", "version");
}

Result<LoadedVersion> LoadVersion(const Services& services, AccountId account, TemplateId id,
                                  std::optional<std::uint32_t> number) {
  auto found = FindVersion(services, account, id, number);
  if (!found) return Pass(found);
  auto content = ContentOfVersion(services, found->version.row.version);
  if (!content) return Pass(content);
  return LoadedVersion{std::move(found->row), std::move(found->version), std::move(*content)};
}

Result<VersionComparison> CompareVersions(const Services& services, AccountId account,
                                          TemplateId id, std::uint32_t from, std::uint32_t to) {
  auto one = FindVersion(services, account, id, from);
  if (!one) return Pass(one);
  auto other = FindVersion(services, account, id, to);
  if (!other) return Pass(other);
  const Hash& before = one->version.row.version;
  const Hash& after = other->version.row.version;
  auto held = HoldForBoth(services, before, after);
  if (!held) return Pass(held);
  auto diff = DiffOf(services, before, after);
  if (!diff) return Pass(diff);
  if (*held) (*held)->ShrinkTo(diff->ApproximateBytes());
  return VersionComparison{std::move(one->version), std::move(other->version), std::move(*diff),
                           std::move(*held)};
}

Result<VersionDownload> DownloadVersion(const Services& services, AccountId account, TemplateId id,
                                        std::optional<std::uint32_t> number) {
  auto found = FindVersion(services, account, id, number);
  if (!found) return Pass(found);
  const Hash& version = found->version.row.version;
  const bool diga = found->row.dialect == Dialect::kDiga;
  auto needed = BytesOfVersion(services, version);
  if (!needed) return Pass(needed);
  auto held = HoldMemory(services, needed->reading + needed->answer +
                                       (diga ? needed->answer : MostZipBytes(needed->answer)));
  if (!held) return Pass(held);
  auto bytes = diga ? ReadDigaContent(services, version) : ZipOfVersion(services, version);
  if (!bytes) return Pass(bytes);
  if (*held) (*held)->ShrinkTo(bytes->size());
  return VersionDownload{std::move(found->row), std::move(found->version), std::move(*bytes),
                         std::move(*held)};
}

Result<Numbering> NumberFor(StoreReader& reader, TemplateId id, const Hash& version, Time now) {
  auto latest = reader.FindTemplateVersion(id, std::nullopt);
  if (!latest) return Pass(latest);
  if (*latest && (*latest)->version == version) {
    return Numbering{std::move(**latest), false};
  }
  Numbering next;
  next.fresh = true;
  next.row.template_id = id;
  next.row.number = *latest ? (*latest)->number + 1 : 1;
  next.row.version = version;
  next.row.created = now;
  return next;
}

Result<std::uint32_t> NoteVersion(StoreWriter& writer, TemplateId id, const Hash& version, Time now,
                                  std::string note) {
  auto numbering = NumberFor(writer, id, version, now);
  if (!numbering) return Pass(numbering);
  const bool noted = !note.empty();
  if (noted) numbering->row.note = std::move(note);
  if (numbering->fresh || noted) {
    if (auto put = writer.PutTemplateVersion(numbering->row); !put) return Pass(put);
  }
  return numbering->row.number;
}

}  // namespace imprint
