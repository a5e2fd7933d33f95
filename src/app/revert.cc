#include "app/revert.h"

#include <algorithm>
#include <utility>

#include "app/audit.h"
#include "app/document_merge.h"
#include "app/history.h"
#include "app/revert_checks.h"
#include "base/json/stored_depth.h"
#include "model/pick_fields.h"

namespace imprint {
namespace {

bool EqualsOrLiesUnder(const std::string& path, const std::string& above) {
  if (!path.starts_with(above)) return false;
  return above.empty() || path.size() == above.size() || path[above.size()] == '.' ||
         path[above.size()] == '[';
}

/// One revert, inside one run of its write.
class Reversion {
 public:
  Reversion(const Services& services, StoreWriter& writer, const RevertRequest& request, Time now)
      : services_(services),
        writer_(writer),
        request_(request),
        field_(request.field.value_or("")),
        now_(now) {}

  Result<Reverted> Run() {
    if (auto opened = Open(); !opened) return Pass(opened);
    auto before = TakeState(writer_, opened_.installation);
    if (!before) return Pass(before);
    auto put = row_.origin == ResourceOrigin::kTombstone ? Undelete() : Unedit();
    if (!put) return Pass(put);
    if (auto good = Check(); !good) return Pass(good);
    auto step = NoteStep(services_, writer_, opened_.installation, InstallationChange::kRevert,
                         now_, std::move(*before));
    if (!step) return Pass(step);
    reverted_.step = *step;
    if (auto told = Record(); !told) return Pass(told);
    return std::move(reverted_);
  }

  OpenedInstallation TakeOpened() { return std::move(opened_); }

 private:
  Status Open() {
    auto opened = OpenInstallation(services_, writer_, request_.account, request_.installation);
    if (!opened) return Pass(opened);
    opened_ = std::move(*opened);
    const auto ordinal = OrdinalOf(opened_.installation, request_.resource);
    if (!ordinal || !Installs(*opened_.version, opened_.installation, *ordinal)) {
      return Fail(ErrorCode::kNotFound, "The installation has no resource with this id.",
                  "resource");
    }
    ordinal_ = *ordinal;
    if (!opened_.ChangeOf(ordinal_)) {
      return Fail(ErrorCode::kInvalidField, "The resource is as the template has it.", "resource");
    }
    auto row = writer_.FindResource(request_.account, ResourceId(request_.resource));
    if (!row) return Pass(row);
    if (!*row) return Fail(Error(ErrorCode::kInternal, "The resource cannot be read."));
    row_ = std::move(**row);
    auto described = DescribeInstalled(writer_, opened_, ordinal_);
    if (!described) return Pass(described);
    reverted_.resource.resource = std::move(*described);
    return {};
  }

  Status Undelete() {
    if (!field_.empty()) {
      return Fail(ErrorCode::kInvalidField,
                  "The resource was deleted and can only be put back as a whole.", "field");
    }
    return writer_.RemoveResource(request_.account, row_.id);
  }

  Status Unedit() {
    auto documents = ReadOverridden(opened_, ordinal_, row_);
    if (!documents) return Pass(documents);
    before_ = std::move(documents->stored);
    TellFields(documents->from_template);
    if (field_.empty()) return RemoveOverride();
    const PickedFields picked = PickFields(*before_, documents->from_template, field_);
    if (!picked.picked) {
      return Fail(ErrorCode::kInvalidField,
                  "Nothing differs from the template there that could be put back alone.", "field");
    }
    auto merged = json::Document::Parse(picked.text, json::kStoredDepth);
    if (!merged) return Pass(merged);
    return Keep(*merged, documents->from_template);
  }

  void TellFields(const json::Document& from_template) {
    auto fields = Compare(from_template.root(), before_->root());
    std::erase_if(fields, [&](const auto& f) { return !EqualsOrLiesUnder(f.path, field_); });
    reverted_.resource.fields = std::move(fields);
  }

  // An override that holds the template's content again goes, where it holds nothing beside it.
  Status Keep(const json::Document& merged, const json::Document& from_template) {
    const bool same = SameValue(merged.root(), from_template.root());
    if (same && row_.model == Model::kDigaIntegration) return RemoveOverride();
    std::vector<Problem> problems;
    if (!same) CheckMixed(merged, from_template, problems);
    if (!problems.empty()) return Fail(Error(std::move(problems)));
    auto set = SetPlain(services_, opened_.installation, opened_.version->TemplateIdOf(ordinal_),
                        merged, now_, row_);
    if (!set) return set;
    if (same) {
      auto plain = TellsOnlyPlain(row_);
      if (!plain) return Pass(plain);
      if (*plain) return RemoveOverride();
    }
    return writer_.PutResource(row_);
  }

  // What the template is allowed, its installation is.
  void CheckMixed(const json::Document& merged, const json::Document& from_template,
                  std::vector<Problem>& problems) const {
    std::vector<Problem> of_template;
    CheckPlain(row_.model, from_template, of_template);
    if (of_template.empty()) CheckPlain(row_.model, merged, problems);
  }

  // The key of Diga's was entered and is none of the template's: it stays in force.
  Status RemoveOverride() {
    std::string& key = opened_.installation.bindings.sealed_secrets;
    if (row_.model == Model::kDigaIntegration && key != row_.sealed_secrets) {
      key = row_.sealed_secrets;
      if (auto kept = writer_.ReplaceInstallation(opened_.installation); !kept) return kept;
    }
    return writer_.RemoveResource(request_.account, row_.id);
  }

  // Of what the account has now that it is put back.
  Status Check() {
    auto found = World(writer_, services_, request_.account).Find(request_.resource);
    if (!found) return Pass(found);
    if (!*found) return Fail(Error(ErrorCode::kInternal, "The resource cannot be read."));
    auto document = PlainDocument((*found)->model, (*found)->document);
    if (!document) return Pass(document);
    std::vector<Problem> problems;
    const PutBack put{request_.account, **found, *document, before_ ? &*before_ : nullptr};
    if (auto checked = CheckPutBack(services_, writer_, put, problems); !checked) return checked;
    if (!problems.empty()) return Fail(Error(std::move(problems)));
    if (before_) changed_ = ChangedMembers(before_->root(), document->root());
    return {};
  }

  Status Record() {
    return RecordChange(services_, writer_, request_.account, AuditEvent::kRevert,
                        AuditTypeOf(row_.model), row_.id.Text(), std::move(changed_));
  }

  const Services& services_;
  StoreWriter& writer_;
  const RevertRequest& request_;
  const std::string field_;
  const Time now_;
  OpenedInstallation opened_;
  std::uint32_t ordinal_ = 0;
  Resource row_;                          // the override or tombstone, as it becomes
  std::optional<json::Document> before_;  // what the override said
  std::vector<std::string> changed_;      // names of its members
  Reverted reverted_;
};

}  // namespace

Result<Reverted> RevertResource(const Services& services, const RevertRequest& request) {
  const Time now = services.clock.Now();
  Reverted reverted;
  OpenedInstallation opened;
  bool tried = false;  // a dry run came to its end, and is taken back
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    tried = false;
    Reversion run(services, writer, request, now);
    auto done = run.Run();
    if (!done) return Pass(done);
    reverted = std::move(*done);
    opened = run.TakeOpened();
    tried = request.dry_run;
    if (tried) return Fail(ErrorCode::kConflict, "Only tried.");
    return {};
  });
  if (!stored && !tried) return Pass(stored);
  // Which values are secret takes a look at the whole template: not while others wait to write.
  if (!reverted.resource.fields.empty()) {
    const SecretValues secrets(*opened.version, opened.installation.bindings);
    MaskSecrets(secrets, reverted.resource.fields);
  }
  return reverted;
}

}  // namespace imprint
