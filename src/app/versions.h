#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/content.h"
#include "app/services.h"
#include "base/json/document.h"
#include "model/version_diff.h"

namespace imprint {

// Numbered versions: what a template's content was and is, of both dialects. They are numbered from
// 1 without gaps, in the order in which they became the content.

struct NumberedVersion {
  TemplateVersion row;
  std::uint32_t resources = 0;
  bool current = false;  // it is the template's content
};

// Of the account's own templates and of published ones; all else is kNotFound with the field
// "template".

/// All of them, ascending. A finished upload becomes one first, as in ContentOfTemplate; where it
/// is no good bundle, those before it, or its problems where there are none.
Result<std::vector<NumberedVersion>> ListVersions(const Services& services, AccountId account,
                                                  TemplateId id);

/// One of them, without its content. Without a number what ContentOfTemplate gives, with its
/// errors; kNotFound "version" for a number that is not there.
struct FoundVersion {
  Template row;
  NumberedVersion version;
};
Result<FoundVersion> FindVersion(const Services& services, AccountId account, TemplateId id,
                                 std::optional<std::uint32_t> number);

/// The same as a part of a read, whoever may see it: nothing for a number that is not there, and
/// without a number where there is none at all.
Result<std::optional<NumberedVersion>> FindNumbered(StoreReader& reader, TemplateId id,
                                                    std::optional<std::uint32_t> number);
/// kNotFound "version".
tl::unexpected<Error> NoSuchNumber();

/// The version with its content, which holds memory for one answer.
struct LoadedVersion {
  Template row;
  NumberedVersion version;
  Content content;
};
Result<LoadedVersion> LoadVersion(const Services& services, AccountId account, TemplateId id,
                                  std::optional<std::uint32_t> number);

/// What differs between two of them, with memory for one answer.
struct VersionComparison {
  NumberedVersion from;
  NumberedVersion to;
  VersionDiff diff;
  HeldMemory held;
};
Result<VersionComparison> CompareVersions(const Services& services, AccountId account,
                                          TemplateId id, std::uint32_t from, std::uint32_t to);

/// The bytes that a version is published from: a zip (bundle/version_files), or of Diga's the JSON
/// of what the template holds. The same version gives the same bytes.
struct VersionDownload {
  Template row;
  NumberedVersion version;
  std::string bytes;
  HeldMemory held;
};
Result<VersionDownload> DownloadVersion(const Services& services, AccountId account, TemplateId id,
                                        std::optional<std::uint32_t> number);

/// The row that such content has or would get.
struct Numbering {
  TemplateVersion row;
  bool fresh = false;  // it has a number of its own; otherwise the latest has the same content
};
Result<Numbering> NumberFor(StoreReader& reader, TemplateId id, const Hash& version, Time now);

/// Numbers what becomes a template's content, by NumberFor: belongs into the write that sets
/// Template::version. Unless it is empty, `note` replaces the one of a row that is there.
Result<std::uint32_t> NoteVersion(StoreWriter& writer, TemplateId id, const Hash& version, Time now,
                                  std::string note = {});

/// New content for a template of the caller's. Exactly one of `run_key` (integrator.io) and
/// `document` (Diga), as the template's dialect has it.
struct VersionUpload {
  TemplateId template_id;
  std::string run_key;
  const json::Document* document = nullptr;
  std::string note;
  std::optional<VersionSignature> signature;
  bool secrets_as_variables = false;  // instead of refusing a template that holds credentials
  bool dry_run = false;  // all checks, and no change; an upload is compiled as for a preview
};
struct PublishedVersion {
  NumberedVersion version;
  bool fresh = false;  // false: the latest version has this content already
};
/// The content is new at once, whether the template is published or not, and an upload that waits
/// to become the content no longer does. A note or signature for what is there already replaces the
/// one that it has. kForbidden for an account that is no partner; kNotFound "template" for a
/// template of another owner; kMissingField or kInvalidField "runKey", "template" or "note", all at
/// once; those of ContentOfUpload, or of CompileDigaTemplate with Locations that begin with
/// "template"; kSignatureInvalid "signature" when it is not one of this content.
Result<PublishedVersion> PublishVersion(const Services& services, const Account& caller,
                                        const VersionUpload& upload);

/// What an owner may still change of a version; what is absent stays as it is.
struct VersionChange {
  std::optional<std::string> note;
  std::optional<std::optional<std::string>> deprecated;  // why; nothing: it is no longer
  std::optional<VersionSignature> signature;
  bool dry_run = false;  // all checks, and nothing is kept
};
/// Errors as PublishVersion, kInvalidField "deprecated" and kNotFound "version".
Result<NumberedVersion> ChangeVersion(const Services& services, const Account& caller,
                                      TemplateId id, std::uint32_t number,
                                      const VersionChange& change);

}  // namespace imprint
