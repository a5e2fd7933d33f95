#pragma once

#include "app/services.h"

namespace imprint {

// Files that come past this process (services.direct_uploads, which must be set). Nobody tells of
// them, so whoever needs one looks. A file that was taken is the upload's for good: what is put
// under the same run key later is not seen.

/// Takes the file of an upload that has none yet and gives its row with the file. Of several that
/// take it at once, all get the same. kUploadNotFound when no file has come or the upload has
/// expired, kInvalidBundle when it is larger than limits.upload_bytes, kUnavailable.
Result<Upload> TakeArrived(const Services& services, const Upload& upload);

/// Looks for files that have come for a template. The last to have come is taken and becomes its
/// pending upload; those that came before it no longer go to the template. Gives whether there was
/// one. Errors as TakeArrived.
Result<bool> TakeArrivedFor(const Services& services, TemplateId target);

}  // namespace imprint
