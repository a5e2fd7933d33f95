#include "app/content.h"

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

Result<CompiledVersion> CompileBlob(const Services& services, const Hash& blob) {
  auto path = services.blobs.LocalPath(blob);
  if (!path) return Pass(path);
  auto files = ReadZipFile(*path, services.limits);
  if (!files) return Fail(AsBundleError(std::move(files.error())));
  auto version = Compile(*files, services.limits);
  if (!version) return Fail(AsBundleError(std::move(version.error())));
  return version;
}

// Keeps a compiled version and notes it on its upload, unless that holds another file by now.
Result<Content> Keep(const Services& services, const Upload& upload, CompiledVersion version) {
  Version row;
  row.resources = static_cast<std::uint32_t>(version.resources.size());
  row.ids = version.id_count();
  row.source = *upload.blob;
  row.created = services.clock.Now();
  auto id = services.blobs.Put(EncodeVersion(version));
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
  return Content{row.id, services.versions.Put(row.id, std::move(version))};
}

Result<Content> Load(const Services& services, const Hash& id) {
  auto version = services.versions.Get(id);
  if (!version) return Pass(version);
  return Content{id, std::move(*version)};
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

Result<Content> ContentOfUpload(const Services& services, AccountId account,
                                std::string_view run_key) {
  std::optional<Upload> upload;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.FindUpload(run_key);
    if (!found) return Pass(found);
    upload = std::move(*found);
    return {};
  });
  if (!read) return Pass(read);
  if (!upload || upload->account != account || !upload->blob ||
      upload->expires <= services.clock.Now()) {
    return Fail(ErrorCode::kUploadNotFound, "The run key does not match an uploaded file.",
                "runKey");
  }
  if (upload->version) return Load(services, *upload->version);
  auto compiled = CompileBlob(services, *upload->blob);
  if (!compiled) return Pass(compiled);
  return Keep(services, *upload, std::move(*compiled));
}

Result<TemplateContent> ContentOfTemplate(const Services& services, AccountId account,
                                          TemplateId id) {
  auto row = FindVisible(services, account, id);
  if (!row) return Pass(row);
  // Another upload may finish while one is adopted.
  while (!row->pending_upload.empty()) {
    auto adopted = Adopt(services, *row);
    if (adopted) continue;
    // An upload that expired before anyone looked is as good as none.
    const bool gone = adopted.error().code() == ErrorCode::kUploadNotFound;
    if (!gone && (!row->version || row->owner == account)) return Pass(adopted);
    break;
  }
  if (!row->version) {
    return Fail(ErrorCode::kNotUploaded, "The template has no content yet: upload its zip first.");
  }
  auto content = Load(services, *row->version);
  if (!content) return Pass(content);
  return TemplateContent{std::move(*row), std::move(*content)};
}

}  // namespace imprint
