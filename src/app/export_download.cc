#include "app/export_download.h"

#include <fmt/format.h>

#include <utility>

namespace imprint {
namespace {

// Names its purpose, as every signature of this key does: a PUT's message begins otherwise.
std::string SignatureOf(const Services& services, std::string_view run_key, std::int64_t expires) {
  const std::string message = fmt::format("GET\n{}\n{}", run_key, expires);
  return crypto::Hex(crypto::AsText(crypto::Authenticate(services.upload_key, message)));
}

Status Verify(const Services& services, std::string_view run_key,
              const UploadSignature& signature) {
  const bool genuine = crypto::EqualConstantTime(signature.signature,
                                                 SignatureOf(services, run_key, signature.expires));
  if (!genuine) return Fail(ErrorCode::kSignatureInvalid, "The URL's signature is not valid.");
  if (FromMillis(0) + std::chrono::seconds(signature.expires) <= services.clock.Now()) {
    return Fail(ErrorCode::kSignatureInvalid, "The URL has expired; ask for a new one.");
  }
  return {};
}

}  // namespace

Result<Upload> KeepExport(const Services& services, AccountId account,
                          const ExportedTemplate& exported) {
  auto blob = services.blobs.Put(exported.bytes);
  if (!blob) return Pass(blob);
  Upload upload;
  upload.run_key = crypto::RandomText(24);
  upload.account = account;
  upload.file_name = exported.file_name;
  upload.content_type = exported.content_type;
  upload.created = services.clock.Now();
  upload.expires = upload.created + services.limits.upload_lifetime;
  upload.blob = *blob;
  upload.size = exported.bytes.size();
  Status stored =
      services.store.Write([&](StoreWriter& writer) { return writer.PutUpload(upload); });
  if (!stored) return Pass(stored);
  return upload;
}

UploadSignature SignDownload(const Services& services, const Upload& upload) {
  const Time expires = services.clock.Now() + services.limits.upload_url_lifetime;
  const std::int64_t seconds = ToMillis(expires) / 1000;
  return {seconds, SignatureOf(services, upload.run_key, seconds)};
}

Result<Download> FetchDownload(const Services& services, std::string_view run_key,
                               const UploadSignature& signature) {
  if (auto genuine = Verify(services, run_key, signature); !genuine) return Pass(genuine);
  Download download;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto upload = reader.FindUpload(run_key);
    if (!upload) return Pass(upload);
    if (!*upload || !(*upload)->blob || (*upload)->expires <= services.clock.Now()) {
      return Fail(ErrorCode::kUploadNotFound, "The file is not there any more; export it again.");
    }
    download.upload = std::move(**upload);
    return {};
  });
  if (!read) return Pass(read);
  auto held = HoldMemory(services, download.upload.size);
  if (!held) return Pass(held);
  auto bytes = services.blobs.Read(*download.upload.blob);
  if (!bytes) return Pass(bytes);
  download.bytes = std::move(*bytes);
  download.held = std::move(*held);
  return download;
}

}  // namespace imprint
