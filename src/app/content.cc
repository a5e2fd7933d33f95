#include "app/content.h"

#include <chrono>

#include "app/arrivals.h"
#include "app/audit.h"
#include "app/rendered_size.h"
#include "app/versions.h"
#include "bundle/archive.h"
#include "bundle/compile.h"
#include "bundle/secret_scan.h"

namespace imprint {
namespace {

// The request is not too large: what it names is no good bundle.
Error AsBundleError(Error error) {
  for (Problem& problem : error.problems) {
    if (problem.code == ErrorCode::kTooLarge) problem.code = ErrorCode::kInvalidBundle;
  }
  return error;
}

// What compiling this zip takes. Held only while its directory is looked at: the memory for
// compiling it is asked for when this one is given back.
Result<std::uint64_t> MeasureZip(const Services& services, const LocalFile& file) {
  auto held = HoldMemory(services, MostDirectoryBytes(services.limits));
  if (!held) return Pass(held);
  auto zip = ZipReader::Open(file.path(), services.limits);
  if (!zip) return Fail(AsBundleError(std::move(zip.error())));
  return MostCompileBytes((*zip)->inflated_bytes(), (*zip)->largest_file());
}

Result<CompiledVersion> CompileBundle(BundleSource& files, const Limits& limits,
                                      bool secrets_as_variables) {
  if (!secrets_as_variables) return Compile(files, limits);
  WithoutSecrets clean(files, limits.json_depth);
  return Compile(clean, limits);
}

Result<CompiledVersion> CompileFile(const Services& services, const LocalFile& file,
                                    bool secrets_as_variables) {
  auto zip = ZipReader::Open(file.path(), services.limits);
  if (!zip) return Fail(AsBundleError(std::move(zip.error())));
  auto version = CompileBundle(**zip, services.limits, secrets_as_variables);
  if (!version) return Fail(AsBundleError(std::move(version.error())));
  return version;
}

Result<Hash> PutVersion(const Services& services, const CompiledVersion& version) {
  auto writer = services.blobs.Create();
  if (!writer) return Pass(writer);
  auto written =
      EncodeVersionTo(version, [&](std::string_view bytes) { return (*writer)->Write(bytes); });
  if (!written) return Pass(written);
  return (*writer)->Commit();
}

// Notes a version on its upload, unless that holds another file by now.
Status NoteOnUpload(StoreWriter& writer, const Upload& upload, const Hash& version) {
  auto current = writer.FindUpload(upload.run_key);
  if (!current) return Pass(current);
  if (!*current || (*current)->blob != upload.blob) return {};
  (*current)->version = version;
  return writer.PutUpload(**current);
}

// Keeps a compiled version. One that has variables for the credentials of its upload neither leads
// back to that file, so that they go with it, nor is what others get who name the upload.
Result<Hash> Keep(const Services& services, const Upload& upload, CompiledVersion version,
                  bool secrets_as_variables) {
  Version row;
  row.resources = static_cast<std::uint32_t>(version.resources.size());
  row.ids = version.id_count();
  row.created = services.clock.Now();
  auto id = PutVersion(services, version);
  if (!id) return Pass(id);
  row.id = *id;
  row.source = secrets_as_variables ? row.id : *upload.blob;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    if (auto added = writer.AddVersion(row); !added) return added;
    if (secrets_as_variables) return {};
    return NoteOnUpload(writer, upload, row.id);
  });
  if (!stored) return Pass(stored);
  services.versions.Put(row.id, std::move(version));
  if (secrets_as_variables) services.versions.NoteCleaned(*upload.blob, row.id);
  return row.id;
}

// What was made of the same file before, unless it may soon be swept.
Result<std::optional<Hash>> FindCleaned(const Services& services, const Upload& upload) {
  constexpr std::chrono::hours kStays{12};
  const auto known = services.versions.CleanedOf(*upload.blob);
  if (!known) return std::nullopt;
  std::optional<Hash> found;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto row = reader.FindVersion(*known);
    if (!row) return Pass(row);
    if (*row && (*row)->created > services.clock.Now() - kStays) found = known;
    return {};
  });
  if (!read) return Pass(read);
  return found;
}

Result<std::optional<Upload>> FindUpload(const Services& services, std::string_view run_key) {
  std::optional<Upload> upload;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.FindUpload(run_key);
    if (!found) return Pass(found);
    upload = std::move(*found);
    return {};
  });
  if (!read) return Pass(read);
  return upload;
}

Result<Hash> CompileUpload(const Services& services, const Upload& upload,
                           bool secrets_as_variables) {
  auto file = services.blobs.Fetch(*upload.blob);
  if (!file) return Pass(file);
  auto bytes = MeasureZip(services, *file);
  if (!bytes) return Pass(bytes);
  auto held = HoldMemory(services, *bytes);
  if (!held) return Pass(held);
  // Another request may have compiled it while this one waited.
  auto now = FindUpload(services, upload.run_key);
  if (!now) return Pass(now);
  if (*now && (*now)->blob == upload.blob && (*now)->version) return *(*now)->version;
  auto version = CompileFile(services, *file, secrets_as_variables);
  if (!version) return Pass(version);
  return Keep(services, upload, std::move(*version), secrets_as_variables);
}

Result<Template> FindVisible(const Services& services, AccountId account, TemplateId id) {
  Template found;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto row = FindVisibleTemplate(reader, account, id);
    if (!row) return Pass(row);
    found = std::move(*row);
    return {};
  });
  if (!read) return Pass(read);
  return found;
}

// Whether what is wrong with a template's new file is the answer: the owner is told, and everyone
// where there is no version before it. One that is only out of reach comes later.
bool IsTold(const Error& error, const Template& row, AccountId account) {
  // An upload that expired before anyone looked is as good as none.
  if (error.code() == ErrorCode::kUploadNotFound) return false;
  if (!row.version) return true;
  return row.owner == account && error.code() != ErrorCode::kUnavailable;
}

// Makes the pending upload's version the template's, under a number of its own.
Status Adopt(const Services& services, Template& row) {
  const std::string run_key = row.pending_upload;
  auto version = VersionOfUpload(services, row.owner, run_key);
  if (!version) return Pass(version);
  return services.store.Write([&](StoreWriter& writer) -> Status {
    auto current = writer.FindTemplate(row.id);
    if (!current) return Pass(current);
    if (!*current) return Fail(ErrorCode::kNotFound, "Template not found.", "_id");
    auto upload = writer.FindUpload(run_key);
    if (!upload) return Pass(upload);
    // Another file may have come under the same run key: then it is that one's turn.
    const bool same = *upload && (*upload)->version == *version;
    if (same && (*current)->pending_upload == run_key) {
      (*current)->pending_upload.clear();
      (*current)->version = *version;
      if (auto put = writer.PutTemplate(**current); !put) return put;
      auto number = NoteVersion(writer, row.id, *version, services.clock.Now());
      if (!number) return Pass(number);
    }
    row = **current;
    return {};
  });
}

}  // namespace

Result<ContentBytes> BytesOfVersion(const Services& services, const Hash& id) {
  if (const auto bytes = services.versions.BytesInMemory(id)) return ContentBytes{0, *bytes};
  auto size = services.blobs.Size(id);
  if (!size) return Pass(size);
  return ContentBytes{*size, *size};
}

Result<Content> ContentOfVersion(const Services& services, const Hash& id, AnswerForm form) {
  auto bytes = BytesOfVersion(services, id);
  if (!bytes) return Pass(bytes);
  // How much the ids take is only known of a version that has been read.
  const bool ids = form == AnswerForm::kIds;
  auto held = HoldMemory(services, bytes->reading + (ids ? 0 : bytes->answer));
  if (!held) return Pass(held);
  auto version = services.versions.Get(id);
  if (!version) return Pass(version);
  if (ids) {
    held->reset();
    held = HoldMemory(services, IdAnswerBytes(**version));
    if (!held) return Pass(held);
  } else if (*held) {
    (*held)->ShrinkTo(bytes->answer);
  }
  return Content{id, std::move(*version), std::move(*held)};
}

Result<Hash> VersionOfUpload(const Services& services, AccountId account, std::string_view run_key,
                             bool secrets_as_variables) {
  auto found = FindUpload(services, run_key);
  if (!found) return Pass(found);
  std::optional<Upload>& upload = *found;
  const bool there = upload && upload->account == account &&
                     upload->expires > services.clock.Now() &&
                     (upload->blob || services.direct_uploads);
  if (!there) {
    return Fail(ErrorCode::kUploadNotFound, "The run key does not match an uploaded file.",
                "runKey");
  }
  if (!upload->blob) {
    auto taken = TakeArrived(services, *upload);
    if (!taken) return Pass(taken);
    upload = std::move(*taken);
  }
  if (upload->version) return *upload->version;
  if (secrets_as_variables) {
    auto cleaned = FindCleaned(services, *upload);
    if (!cleaned) return Pass(cleaned);
    if (*cleaned) return **cleaned;
  }
  return CompileUpload(services, *upload, secrets_as_variables);
}

Result<Content> ContentOfUpload(const Services& services, AccountId account,
                                std::string_view run_key, AnswerForm form,
                                bool secrets_as_variables) {
  auto version = VersionOfUpload(services, account, run_key, secrets_as_variables);
  if (!version) return Pass(version);
  return ContentOfVersion(services, *version, form);
}

Result<Template> FindVisibleTemplate(StoreReader& reader, AccountId account, TemplateId id) {
  auto row = reader.FindTemplate(id);
  if (!row) return Pass(row);
  if (!*row || ((*row)->owner != account && !(*row)->published)) {
    return Fail(ErrorCode::kNotFound, "Template not found.", "_id");
  }
  return std::move(**row);
}

Result<SettledTemplate> SettleTemplate(const Services& services, AccountId account, TemplateId id) {
  auto row = FindVisible(services, account, id);
  if (!row) return Pass(row);
  const OnBehalfOf owner(services, row->owner == account);
  if (services.direct_uploads) {
    auto taken = TakeArrivedFor(owner.services(), id);
    if (!taken && IsTold(taken.error(), *row, account)) {
      return SettledTemplate{std::move(*row), std::move(taken.error())};
    }
    if (taken && *taken) row = FindVisible(services, account, id);
    if (!row) return Pass(row);
  }
  // Another upload may finish while one is adopted.
  while (!row->pending_upload.empty()) {
    auto adopted = Adopt(owner.services(), *row);
    if (adopted) continue;
    if (IsTold(adopted.error(), *row, account)) {
      return SettledTemplate{std::move(*row), std::move(adopted.error())};
    }
    break;
  }
  return SettledTemplate{std::move(*row), std::nullopt};
}

Result<TemplateContent> ContentOfTemplate(const Services& services, AccountId account,
                                          TemplateId id, AnswerForm form) {
  auto settled = SettleTemplate(services, account, id);
  if (!settled) return Pass(settled);
  if (settled->refused) return Fail(std::move(*settled->refused));
  if (!settled->row.version) return NoContent();
  auto content = ContentOfVersion(services, *settled->row.version, form);
  if (!content) return Pass(content);
  return TemplateContent{std::move(settled->row), std::move(*content)};
}

tl::unexpected<Error> NoContent() {
  return Fail(ErrorCode::kNotUploaded, "The template has no content yet: upload its zip first.");
}

}  // namespace imprint
