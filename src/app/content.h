#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "app/services.h"
#include "app/working_memory.h"

namespace imprint {

/// What an answer tells of the resources of a version.
enum class AnswerForm : std::uint8_t { kDocuments, kIds };

struct Content {
  Hash id;
  VersionPtr version;
  HeldMemory held = {};  // for one answer about all of the version, until that is sent
};

/// A version that is stored already, with memory for one answer of that form. kUnavailable when
/// others hold that memory; otherwise errors as VersionCache::Get.
Result<Content> ContentOfVersion(const Services& services, const Hash& id,
                                 AnswerForm form = AnswerForm::kDocuments);

/// What that holds for a version: while it is read, and for the answer alone. For those who need
/// memory for more than one version, which has to be asked for at once.
struct ContentBytes {
  std::uint64_t reading = 0;
  std::uint64_t answer = 0;
};
Result<ContentBytes> BytesOfVersion(const Services& services, const Hash& id);

/// The version that the account's upload holds, compiled at first use. kUploadNotFound when the run
/// key is unknown, expired, another account's or without a file; the errors of ZipReader and
/// Compile when the file is no good bundle, with kInvalidBundle where it passes a limit. A file
/// that came past this process is taken here (app/arrivals). With `secrets_as_variables`, a bundle
/// that holds credentials is compiled with <<variables>> in their places instead of refused; what
/// becomes of it is not the upload's version.
Result<Content> ContentOfUpload(const Services& services, AccountId account,
                                std::string_view run_key, AnswerForm form = AnswerForm::kDocuments,
                                bool secrets_as_variables = false);

/// The same without the content.
Result<Hash> VersionOfUpload(const Services& services, AccountId account, std::string_view run_key,
                             bool secrets_as_variables = false);

/// A template that `account` may see: its own, or a published one. Any other is kNotFound.
Result<Template> FindVisibleTemplate(StoreReader& reader, AccountId account, TemplateId id);

/// The same after a finished upload has become its content, with a number (app/versions).
struct SettledTemplate {
  Template row;
  std::optional<Error> refused;  // why an upload has not, where the account is to be told
};
Result<SettledTemplate> SettleTemplate(const Services& services, AccountId account, TemplateId id);

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
                                          TemplateId id, AnswerForm form = AnswerForm::kDocuments);
/// kNotUploaded.
tl::unexpected<Error> NoContent();

}  // namespace imprint
