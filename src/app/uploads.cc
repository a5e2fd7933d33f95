#include "app/uploads.h"

#include <fmt/format.h>

#include "app/audit.h"

namespace imprint {
namespace {

Result<Upload> FindLiveUpload(const Services& services, StoreReader& reader,
                              std::string_view run_key) {
  auto upload = reader.FindUpload(run_key);
  if (!upload) return Pass(upload);
  if (!*upload || (*upload)->expires <= services.clock.Now()) {
    return Fail(ErrorCode::kUploadNotFound, "The run key does not match an upload.", "runKey");
  }
  return **upload;
}

std::string SignatureOf(const Services& services, std::string_view run_key, std::int64_t expires) {
  const std::string message = fmt::format("PUT\n{}\n{}", run_key, expires);
  return crypto::Hex(crypto::AsText(crypto::Authenticate(services.upload_key, message)));
}

/// A row that nobody has yet.
Upload NewUpload(const Services& services, const UploadRequest& request) {
  Upload upload;
  upload.run_key = crypto::RandomText(24);
  upload.account = request.account;
  upload.target = request.target;
  upload.file_name = request.file_name;
  upload.content_type = request.content_type;
  upload.created = services.clock.Now();
  upload.expires = upload.created + services.limits.upload_lifetime;
  return upload;
}

}  // namespace

Result<Upload> StartUpload(const Services& services, const UploadRequest& request) {
  Upload upload = NewUpload(services, request);
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    if (request.target) {
      auto target = writer.FindTemplate(*request.target);
      if (!target) return Pass(target);
      if (!*target || (*target)->owner != request.account) {
        return Fail(ErrorCode::kNotFound, "Template not found.", "_id");
      }
    }
    return writer.PutUpload(upload);
  });
  if (!stored) return Pass(stored);
  return upload;
}

UploadSignature SignUpload(const Services& services, const Upload& upload) {
  const Time expires = services.clock.Now() + services.limits.upload_url_lifetime;
  const std::int64_t seconds = ToMillis(expires) / 1000;
  return {seconds, SignatureOf(services, upload.run_key, seconds)};
}

Status VerifyUpload(const Services& services, std::string_view run_key,
                    const UploadSignature& signature) {
  const bool genuine = crypto::EqualConstantTime(signature.signature,
                                                 SignatureOf(services, run_key, signature.expires));
  if (!genuine) return Fail(ErrorCode::kSignatureInvalid, "The URL's signature is not valid.");
  if (signature.expires * 1000 <= ToMillis(services.clock.Now())) {
    return Fail(ErrorCode::kSignatureInvalid, "The URL has expired; ask for a new one.");
  }
  return {};
}

Status UploadReceiver::Write(std::string_view bytes) {
  if (blob_->size() + bytes.size() > services_.limits.upload_bytes) {
    return Fail(ErrorCode::kTooLarge, fmt::format("The file is larger than the {} bytes allowed.",
                                                  services_.limits.upload_bytes));
  }
  return blob_->Write(bytes);
}

Result<Hash> UploadReceiver::Finish() {
  const std::uint64_t size = blob_->size();
  auto hash = blob_->Commit();
  if (!hash) return hash;
  Status stored = services_.store.Write([&](StoreWriter& writer) -> Status {
    Result<Upload> upload =
        unreserved_ ? Result<Upload>(*unreserved_) : FindLiveUpload(services_, writer, run_key_);
    if (!upload) return Pass(upload);
    upload->blob = *hash;
    upload->size = size;
    upload->version.reset();
    if (auto put = writer.PutUpload(*upload); !put) return put;
    return NoteUploaded(services_, writer, *upload);
  });
  if (!stored) return Pass(stored);
  return *hash;
}

Status NoteUploaded(const Services& services, StoreWriter& writer, const Upload& upload) {
  const auto record = [&](std::string_view type, std::string id) {
    return RecordChange(services, writer, upload.account, AuditEvent::kUpload, type, std::move(id));
  };
  if (!upload.target) return record("upload", upload.run_key);
  auto target = writer.FindTemplate(*upload.target);
  if (!target) return Pass(target);
  if (!*target) return record("upload", upload.run_key);
  (*target)->pending_upload = upload.run_key;
  (*target)->modified = services.clock.Now();
  if (auto put = writer.PutTemplate(**target); !put) return put;
  return record("template", (*target)->id.Text());
}

Result<std::unique_ptr<UploadReceiver>> ReceiveUpload(const Services& services,
                                                      std::string_view run_key) {
  Status known = services.store.Read([&](StoreReader& reader) -> Status {
    auto upload = FindLiveUpload(services, reader, run_key);
    if (!upload) return Pass(upload);
    return {};
  });
  if (!known) return Pass(known);
  auto blob = services.blobs.Create();
  if (!blob) return Pass(blob);
  return std::make_unique<UploadReceiver>(services, std::string(run_key), std::move(*blob));
}

Result<std::unique_ptr<UploadReceiver>> ReceiveFile(const Services& services, AccountId account,
                                                    std::string file_name,
                                                    std::string content_type) {
  auto blob = services.blobs.Create();
  if (!blob) return Pass(blob);
  Upload upload =
      NewUpload(services, {account, std::nullopt, std::move(file_name), std::move(content_type)});
  return std::make_unique<UploadReceiver>(services, std::move(upload), std::move(*blob));
}

}  // namespace imprint
