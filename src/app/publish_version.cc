#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "app/arrivals.h"
#include "app/audit.h"
#include "app/diga_templates.h"
#include "app/templates.h"
#include "app/versions.h"
#include "base/crypto.h"
#include "base/signing.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestNote = 10'000;
constexpr std::size_t kLongestReason = 2'000;

Result<Template> RequireOwn(StoreReader& reader, const Account& caller, TemplateId id) {
  auto row = FindOwnTemplate(reader, caller, id);
  if (!row) return Pass(row);
  if (!*row) return Fail(ErrorCode::kNotFound, "Template not found.", "template");
  return std::move(**row);
}

void CheckLength(std::string_view text, std::size_t longest, const char* field,
                 std::vector<Problem>& problems) {
  if (text.size() <= longest) return;
  problems.push_back({ErrorCode::kInvalidField,
                      fmt::format("{} is longer than {} bytes.", field, longest), field});
}

Status CheckSignature(const std::optional<VersionSignature>& signature, const Hash& version) {
  if (!signature || signing::VerifyVersion(signature->public_key, signature->signature,
                                           crypto::AsText(version.bytes))) {
    return {};
  }
  return Fail(ErrorCode::kSignatureInvalid,
              "The signature is not one of this version by that public key.", "signature");
}

// Names what it changes as parts of the version: "versions[3].note".
std::vector<std::string> Apply(const VersionChange& change, TemplateVersion& row) {
  std::vector<std::string> fields;
  const auto set = [&](const char* name, auto& value, const auto& wanted) {
    if (!wanted || value == *wanted) return;
    value = *wanted;
    fields.push_back(fmt::format("versions[{}].{}", row.number, name));
  };
  set("note", row.note, change.note);
  set("deprecated", row.deprecated, change.deprecated);
  if (change.signature && row.signature != change.signature) {
    row.signature = change.signature;
    fields.push_back(fmt::format("versions[{}].signature", row.number));
  }
  return fields;
}

Status CheckChange(const VersionChange& change) {
  std::vector<Problem> problems;
  if (change.note) CheckLength(*change.note, kLongestNote, "note", problems);
  if (change.deprecated && *change.deprecated) {
    CheckLength(**change.deprecated, kLongestReason, "deprecated", problems);
  }
  if (problems.empty()) return {};
  return Fail(Error(std::move(problems)));
}

/// One publication: the content is compiled and kept before the write, which numbers it.
class Publication {
 public:
  Publication(const Services& services, const Account& caller, const VersionUpload& upload)
      : services_(services), caller_(caller), upload_(upload) {}

  Result<PublishedVersion> Run() {
    if (auto partner = RequirePartner(caller_); !partner) return Pass(partner);
    if (auto own = LookAtTemplate(); !own) return Pass(own);
    if (auto good = CheckFields(); !good) return Pass(good);
    if (auto content = TakeContent(); !content) return Pass(content);
    if (auto genuine = CheckSignature(upload_.signature, version_); !genuine) return Pass(genuine);
    Status done = upload_.dry_run
                      ? services_.store.Read([&](StoreReader& reader) { return Decide(reader); })
                      : services_.store.Write([&](StoreWriter& writer) { return Record(writer); });
    if (!done) return Pass(done);
    return PublishedVersion{{std::move(numbering_.row), resources_, true}, numbering_.fresh};
  }

 private:
  // What waits to become the content came before this, and gives way to it.
  Status LookAtTemplate() {
    if (auto own = ReadTemplate(); !own) return own;
    if (!services_.direct_uploads) return {};
    auto taken = TakeArrivedFor(services_, upload_.template_id);
    if (!taken && taken.error().code() == ErrorCode::kUnavailable) return Pass(taken);
    return ReadTemplate();
  }

  Status ReadTemplate() {
    return services_.store.Read([&](StoreReader& reader) -> Status {
      auto own = RequireOwn(reader, caller_, upload_.template_id);
      if (!own) return Pass(own);
      diga_ = own->dialect == Dialect::kDiga;
      waiting_ = own->pending_upload;
      return {};
    });
  }

  Status CheckFields() const {
    std::vector<Problem> problems;
    const auto check = [&](const char* field, bool given, bool wanted) {
      if (given == wanted) return;
      const ErrorCode code = wanted ? ErrorCode::kMissingField : ErrorCode::kInvalidField;
      const char* what = wanted ? "{} is required." : "{} is not for a template of this kind.";
      problems.push_back({code, fmt::format(fmt::runtime(what), field), field});
    };
    check("runKey", !upload_.run_key.empty(), !diga_);
    check("template", upload_.document != nullptr, diga_);
    CheckLength(upload_.note, kLongestNote, "note", problems);
    if (problems.empty()) return {};
    return Fail(Error(std::move(problems)));
  }

  Status TakeContent() {
    if (!diga_) {
      auto version =
          VersionOfUpload(services_, caller_.id, upload_.run_key, upload_.secrets_as_variables);
      if (!version) return Pass(version);
      version_ = *version;
      return {};
    }
    auto kept = KeepDigaTemplate(
        services_, *upload_.document,
        {json::Location("template"), upload_.secrets_as_variables, upload_.dry_run});
    if (!kept) return Pass(kept);
    kept_ = std::move(*kept);
    version_ = kept_->version.id;
    return {};
  }

  // All that the write is about to keep.
  Status Decide(StoreReader& reader) {
    auto own = RequireOwn(reader, caller_, upload_.template_id);
    if (!own) return Pass(own);
    if (auto counted = CountResources(reader); !counted) return counted;
    row_ = *own;
    row_.version = version_;
    row_.modified = services_.clock.Now();
    if (row_.pending_upload == waiting_ || row_.pending_upload == upload_.run_key) {
      row_.pending_upload.clear();
    }
    if (kept_) DescribeDigaTemplate(*kept_, row_);
    auto numbering = NumberFor(reader, row_.id, version_, row_.modified);
    if (!numbering) return Pass(numbering);
    numbering_ = std::move(*numbering);
    fields_ = ChangedFields(*own);
    TellMore();
    return {};
  }

  void TellMore() {
    VersionChange more;
    if (!upload_.note.empty()) more.note = upload_.note;
    more.signature = upload_.signature;
    auto fields = Apply(more, numbering_.row);
    if (numbering_.fresh) return;  // that it is new says it all
    std::move(fields.begin(), fields.end(), std::back_inserter(fields_));
  }

  // A version that is stored already may have been swept since, when nothing named it.
  Status CountResources(StoreReader& reader) {
    if (kept_) {
      resources_ = kept_->version.resources;
      return {};
    }
    auto stored = reader.FindVersion(version_);
    if (!stored) return Pass(stored);
    if (!*stored) return Fail(ErrorCode::kUnavailable, "The upload is being replaced; try again.");
    resources_ = (*stored)->resources;
    return {};
  }

  std::vector<std::string> ChangedFields(const Template& before) const {
    if (kept_) return ChangedDigaFields(before, row_);
    if (before.version == row_.version) return {};
    return {"version"};
  }

  Status Record(StoreWriter& writer) {
    if (auto decided = Decide(writer); !decided) return decided;
    if (kept_) {
      if (auto added = writer.AddVersion(kept_->version); !added) return added;
    }
    if (auto put = writer.PutTemplate(row_); !put) return put;
    if (auto put = writer.PutTemplateVersion(numbering_.row); !put) return put;
    return RecordChange(services_, writer, caller_.id, AuditEvent::kUpdate, "template",
                        row_.id.Text(), fields_);
  }

  const Services& services_;
  const Account& caller_;
  const VersionUpload& upload_;
  bool diga_ = false;
  std::string waiting_;
  Hash version_;
  std::optional<KeptDigaTemplate> kept_;
  Template row_;
  std::uint32_t resources_ = 0;
  Numbering numbering_;
  std::vector<std::string> fields_;
};

Result<NumberedVersion> FindOwnVersion(StoreReader& reader, const Account& caller, TemplateId id,
                                       std::uint32_t number) {
  auto own = RequireOwn(reader, caller, id);
  if (!own) return Pass(own);
  auto found = FindNumbered(reader, id, number);
  if (!found) return Pass(found);
  if (!*found) return NoSuchNumber();
  return std::move(**found);
}

}  // namespace

Result<PublishedVersion> PublishVersion(const Services& services, const Account& caller,
                                        const VersionUpload& upload) {
  return Publication(services, caller, upload).Run();
}

Result<NumberedVersion> ChangeVersion(const Services& services, const Account& caller,
                                      TemplateId id, std::uint32_t number,
                                      const VersionChange& change) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  NumberedVersion changed;
  std::vector<std::string> fields;
  const auto decide = [&](StoreReader& reader) -> Status {
    auto found = FindOwnVersion(reader, caller, id, number);
    if (!found) return Pass(found);
    changed = std::move(*found);
    fields = Apply(change, changed.row);
    return {};
  };
  if (Status known = services.store.Read(decide); !known) return Pass(known);
  if (auto good = CheckChange(change); !good) return Pass(good);
  // What a number names never changes, so this holds for the write too.
  auto genuine = CheckSignature(change.signature, changed.row.version);
  if (!genuine) return Pass(genuine);
  if (change.dry_run) return changed;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    if (auto decided = decide(writer); !decided) return decided;
    if (auto put = writer.PutTemplateVersion(changed.row); !put) return put;
    return RecordChange(services, writer, caller.id, AuditEvent::kUpdate, "template", id.Text(),
                        fields);
  });
  if (!stored) return Pass(stored);
  return changed;
}

}  // namespace imprint
