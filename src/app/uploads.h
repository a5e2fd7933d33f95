#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/services.h"

namespace imprint {

struct UploadRequest {
  AccountId account;
  std::optional<TemplateId> target;  // must be the account's own template
  std::string file_name;
  std::string content_type;
};

/// Reserves a run key for a file that is still to come. kNotFound for a target that is not the
/// account's.
Result<Upload> StartUpload(const Services& services, const UploadRequest& request);

/// What makes an upload URL good for one run key, one method and a limited time.
struct UploadSignature {
  std::int64_t expires = 0;  // seconds since 1970
  std::string signature;
};
UploadSignature SignUpload(const Services& services, const Upload& upload);
/// kSignatureInvalid when it was changed or has expired.
Status VerifyUpload(const Services& services, std::string_view run_key,
                    const UploadSignature& signature);

/// Takes the file of an upload; dropping it before Finish leaves nothing behind.
class UploadReceiver {
 public:
  UploadReceiver(const Services& services, std::string run_key, std::unique_ptr<BlobWriter> blob)
      : services_(services), run_key_(std::move(run_key)), blob_(std::move(blob)) {}
  /// For an upload whose row does not exist before its file does.
  UploadReceiver(const Services& services, Upload unreserved, std::unique_ptr<BlobWriter> blob)
      : UploadReceiver(services, unreserved.run_key, std::move(blob)) {
    unreserved_ = std::move(unreserved);
  }
  const std::string& run_key() const { return run_key_; }
  /// kTooLarge beyond limits.upload_bytes.
  Status Write(std::string_view bytes);
  /// Makes the file durable and the upload's own, in place of an earlier one; gives its hash.
  Result<Hash> Finish();

 private:
  const Services& services_;
  std::string run_key_;
  std::optional<Upload> unreserved_;
  std::unique_ptr<BlobWriter> blob_;
};

/// Notes that an upload has its file: on its template where it is for one, and in the audit.
/// Belongs into the write that stores the file.
Status NoteUploaded(const Services& services, StoreWriter& writer, const Upload& upload);

/// kUploadNotFound when the run key is unknown or has expired. `services` must outlive the
/// receiver.
Result<std::unique_ptr<UploadReceiver>> ReceiveUpload(const Services& services,
                                                      std::string_view run_key);

/// Takes a file for no template that no run key was reserved for: the upload is there once the file
/// is, and not at all where that never comes. `services` must outlive the receiver.
Result<std::unique_ptr<UploadReceiver>> ReceiveFile(const Services& services, AccountId account,
                                                    std::string file_name,
                                                    std::string content_type);

}  // namespace imprint
