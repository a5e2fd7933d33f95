#pragma once

#include <string_view>

#include "app/services.h"

namespace imprint {

struct Content {
  Hash id;
  VersionPtr version;
};

/// The version that the account's upload holds, compiled at first use. kUploadNotFound when the run
/// key is unknown, expired, another account's or without a file; the errors of ReadZipFile and
/// Compile when the file is no good bundle, with kInvalidBundle where it passes a limit.
Result<Content> ContentOfUpload(const Services& services, AccountId account,
                                std::string_view run_key);

/// A template that `account` may see (its own, or a published one) with its content. A finished
/// upload becomes the content here; one that is no good bundle fails for the owner with its
/// problems, and leaves others with the version before it. kNotFound when there is no such template
/// to see, kNotUploaded when it has no content.
struct TemplateContent {
  Template row;
  Content content;
};
Result<TemplateContent> ContentOfTemplate(const Services& services, AccountId account,
                                          TemplateId id);

}  // namespace imprint
