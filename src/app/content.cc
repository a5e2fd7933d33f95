#include "app/content.h"

#include "app/arrivals.h"
#include "app/audit.h"
#include "bundle/archive.h"
#include "bundle/compile.h"

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

Result<CompiledVersion> CompileFile(const Services& services, const LocalFile& file) {
  auto zip = ZipReader::Open(file.path(), services.limits);
  if (!zip) return Fail(AsBundleError(std::move(zip.error())));
  auto version = Compile(**zip, services.limits);
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

// Keeps a compiled version and notes it on its upload, unless that holds another file by now.
Result<Hash> Keep(const Services& services, const Upload& upload, CompiledVersion version) {
  Version row;
  row.resources = static_cast<std::uint32_t>(version.resources.size());
  row.ids = version.id_count();
  row.source = *upload.blob;
  row.created = services.clock.Now();
  auto id = PutVersion(services, version);
  if (!id) return Pass(id);
  row.id = *id;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    if (auto added = writer.AddVersion(row); !added) return added;
    auto current = writer.FindUpload(upload.run_key);
    if (!current) return Pass(current);
    if (!*current || (*current)->blob != upload.blob) return {};
    (*current)->version = row.id;
    return writer.PutUpload(**current);
  });
  if (!stored) return Pass(stored);
  services.versions.Put(row.id, std::move(version));
  return row.id;
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

Result<Hash> CompileUpload(const Services& services, const Upload& upload) {
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
  auto version = CompileFile(services, *file);
  if (!version) return Pass(version);
  return Keep(services, upload, std::move(*version));
}

Result<Template> FindVisible(const Services& services, AccountId account, TemplateId id) {
  std::optional<Template> found;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto row = reader.FindTemplate(id);
    if (!row) return Pass(row);
    found = std::move(*row);
    return {};
  });
  if (!read) return Pass(read);
  if (!found || (found->owner != account && !found->published)) {
    return Fail(ErrorCode::kNotFound, "Template not found.", "_id");
  }
  return *found;
}

// Whether what is wrong with a template's new file is the answer: the owner is told, and everyone
// where there is no version before it. One that is only out of reach comes later.
bool IsTold(const Error& error, const Template& row, AccountId account) {
  // An upload that expired before anyone looked is as good as none.
  if (error.code() == ErrorCode::kUploadNotFound) return false;
  if (!row.version) return true;
  return row.owner == account && error.code() != ErrorCode::kUnavailable;
}

// Makes the pending upload's version the template's.
Status Adopt(const Services& services, Template& row) {
  const std::string run_key = row.pending_upload;
  auto content = ContentOfUpload(services, row.owner, run_key);
  if (!content) return Pass(content);
  return services.store.Write([&](StoreWriter& writer) -> Status {
    auto current = writer.FindTemplate(row.id);
    if (!current) return Pass(current);
    if (!*current) return Fail(ErrorCode::kNotFound, "Template not found.", "_id");
    auto upload = writer.FindUpload(run_key);
    if (!upload) return Pass(upload);
    // Another file may have come under the same run key: then it is that one's turn.
    const bool same = *upload && (*upload)->version == content->id;
    if (same && (*current)->pending_upload == run_key) {
      (*current)->pending_upload.clear();
      (*current)->version = content->id;
      if (auto put = writer.PutTemplate(**current); !put) return put;
    }
    row = **current;
    return {};
  });
}

}  // namespace

Result<Content> ContentOfVersion(const Services& services, const Hash& id) {
  std::uint64_t answer = 0;
  std::uint64_t reading = 0;
  if (const auto bytes = services.versions.BytesInMemory(id)) {
    answer = *bytes;
  } else {
    auto size = services.blobs.Size(id);
    if (!size) return Pass(size);
    answer = reading = *size;
  }
  auto held = HoldMemory(services, answer + reading);
  if (!held) return Pass(held);
  auto version = services.versions.Get(id);
  if (!version) return Pass(version);
  if (*held) (*held)->ShrinkTo(answer);
  return Content{id, std::move(*version), std::move(*held)};
}

Result<Content> ContentOfUpload(const Services& services, AccountId account,
                                std::string_view run_key) {
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
  if (upload->version) return ContentOfVersion(services, *upload->version);
  auto compiled = CompileUpload(services, *upload);
  if (!compiled) return Pass(compiled);
  return ContentOfVersion(services, *compiled);
}

Result<TemplateContent> ContentOfTemplate(const Services& services, AccountId account,
                                          TemplateId id) {
  auto row = FindVisible(services, account, id);
  if (!row) return Pass(row);
  const OnBehalfOf owner(services, row->owner == account);
  if (services.direct_uploads) {
    auto taken = TakeArrivedFor(owner.services(), id);
    if (!taken && IsTold(taken.error(), *row, account)) return Pass(taken);
    if (taken && *taken) row = FindVisible(services, account, id);
    if (!row) return Pass(row);
  }
  // Another upload may finish while one is adopted.
  while (!row->pending_upload.empty()) {
    auto adopted = Adopt(owner.services(), *row);
    if (adopted) continue;
    if (IsTold(adopted.error(), *row, account)) return Pass(adopted);
    break;
  }
  if (!row->version) {
    return Fail(ErrorCode::kNotUploaded, "The template has no content yet: upload its zip first.");
  }
  auto content = ContentOfVersion(services, *row->version);
  if (!content) return Pass(content);
  return TemplateContent{std::move(*row), std::move(*content)};
}

}  // namespace imprint
