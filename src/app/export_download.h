#pragma once

#include <string>
#include <string_view>

#include "app/export.h"
#include "app/uploads.h"

namespace imprint {

// An exported zip that waits to be fetched by a signed URL of this server.

/// Keeps the zip as an upload of the account, which goes when its lifetime is over
/// (limits.upload_lifetime), and makes it durable first.
Result<Upload> KeepExport(const Services& services, AccountId account,
                          const ExportedTemplate& exported);

/// What makes a URL good for fetching that one file for limits.upload_url_lifetime, and for nothing
/// else: it is none to upload by.
UploadSignature SignDownload(const Services& services, const Upload& upload);

struct Download {
  Upload upload;
  std::string bytes;
  HeldMemory held = {};  // until they are sent
};
/// kSignatureInvalid when the signature was changed or has expired; kUploadNotFound when there is
/// no such file any more; kUnavailable.
Result<Download> FetchDownload(const Services& services, std::string_view run_key,
                               const UploadSignature& signature);

}  // namespace imprint
