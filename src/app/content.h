#pragma once

#include <string_view>

#include "app/services.h"
#include "app/working_memory.h"

namespace imprint {

struct Content {
  Hash id;
  VersionPtr version;
  HeldMemory held = {};  // for one answer that holds all of the version, until that is sent
};

/// A version that is stored already, with memory for one answer. kUnavailable when others hold
/// that memory; otherwise errors as VersionCache::Get.
Result<Content> ContentOfVersion(const Services& services, const Hash& id);

/// The version that the account's upload holds, compiled at first use. kUploadNotFound when the run
/// key is unknown, expired, another account's or without a file; the errors of ZipReader and
/// Compile when the file is no good bundle, with kInvalidBundle where it passes a limit. A file
/// that came past this process is taken here (app/arrivals).
Result<Content> ContentOfUpload(const Services& services, AccountId account,
                                std::string_view run_key);

/// A template that `account` may see (its own, or a published one) with its content. A finished
/// upload becomes the content here; one that is no good bundle fails for the owner with its
/// problems, and leaves others with the version before it. One that is out of reach leaves everyone
/// with that version; kUnavailable where there is none. kNotFound when there is no such template to
/// see, kNotUploaded when it has no content.
struct TemplateContent {
  Template row;
  Content content;
};
Result<TemplateContent> ContentOfTemplate(const Services& services, AccountId account,
                                          TemplateId id);

}  // namespace imprint
