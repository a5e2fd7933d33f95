#include "app/copy_data.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "app/key_check.h"

namespace imprint {
namespace {

// What one write of the target carries.
constexpr std::size_t kBatchRows = 500;
constexpr std::size_t kBatchBytes = 4 * 1024 * 1024;
// Of a store as a whole; what a server notes for itself is not among them.
constexpr std::array<std::string_view, 1> kCopiedSettings = {kKeyCheckSetting};

using AnyRow =
    std::variant<Account, Token, Template, Version, Upload, Installation, Resource,
                 IdempotentResult, AuditEntry, TemplateVersion, InstallationStep, SavedBindings>;

/// Puts one row of any kind.
struct Putter {
  StoreWriter& to;
  Status operator()(const Account& row) const { return to.AddAccount(row); }
  Status operator()(const Token& row) const { return to.AddToken(row); }
  Status operator()(const Template& row) const { return to.PutTemplate(row); }
  Status operator()(const Version& row) const { return to.AddVersion(row); }
  Status operator()(const Upload& row) const { return to.PutUpload(row); }
  Status operator()(const Installation& row) const { return to.AddInstallation(row); }
  Status operator()(const Resource& row) const { return to.PutResource(row); }
  Status operator()(const IdempotentResult& row) const { return to.AddIdempotent(row); }
  Status operator()(const AuditEntry& row) const { return to.AddAudit(row); }
  Status operator()(const TemplateVersion& row) const { return to.PutTemplateVersion(row); }
  Status operator()(const InstallationStep& row) const { return to.AddStep(row); }
  Status operator()(const SavedBindings& row) const { return to.PutSavedBindings(row); }
};

std::size_t WeightOf(const Resource& row) {
  return row.document.size() + row.sealed_secrets.size();
}
std::size_t WeightOf(const InstallationStep& row) {
  return row.before.size();
}
std::size_t WeightOf(const Installation& row) {
  std::size_t bytes = row.bindings.sealed_secrets.size();
  for (const auto& [name, value] : row.bindings.variables) bytes += value.size();
  return bytes;
}
template <typename Row>
std::size_t WeightOf(const Row&) {
  return sizeof(Row);
}

/// Tells how far it is, now and then.
class Reporter {
 public:
  explicit Reporter(const std::function<void(const CopyProgress&)>& progress)
      : progress_(progress) {}

  void AddRows(std::uint64_t rows) {
    at_.rows += rows;
    Tell();
  }
  void AddBlob(std::uint64_t bytes) {
    at_.bytes += bytes;
    if (++at_.blobs % 100 == 0) Tell();
  }
  void Tell() const {
    if (progress_) progress_(at_);
  }

 private:
  const std::function<void(const CopyProgress&)>& progress_;
  CopyProgress at_;
};

/// Writes every row that it visits into `to`, many at one time, and digests it.
class RowCopier final : public RowVisitor {
 public:
  RowCopier(Store& to, Reporter& reporter) : to_(to), reporter_(reporter) {}

  Status Visit(const Account& row) override { return Take(row); }
  Status Visit(const Token& row) override { return Take(row); }
  Status Visit(const Template& row) override { return Take(row); }
  Status Visit(const Version& row) override { return Take(row); }
  Status Visit(const Upload& row) override { return Take(row); }
  Status Visit(const Installation& row) override { return Take(row); }
  Status Visit(const Resource& row) override { return Take(row); }
  Status Visit(const IdempotentResult& row) override { return Take(row); }
  Status Visit(const AuditEntry& row) override { return Take(row); }
  Status Visit(const TemplateVersion& row) override { return Take(row); }
  Status Visit(const InstallationStep& row) override { return Take(row); }
  Status Visit(const SavedBindings& row) override { return Take(row); }

  Status Flush() {
    if (batch_.empty()) return {};
    auto written = to_.Write([this](StoreWriter& writer) -> Status {
      for (const AnyRow& row : batch_) {
        if (auto put = std::visit(Putter{writer}, row); !put) return put;
      }
      return {};
    });
    reporter_.AddRows(batch_.size());
    batch_.clear();
    weight_ = 0;
    return written;
  }

  const RowDigests& digests() const { return digester_.digests(); }

 private:
  template <typename Row>
  Status Take(const Row& row) {
    if (auto digested = digester_.Visit(row); !digested) return digested;
    weight_ += WeightOf(row);
    batch_.emplace_back(row);
    return batch_.size() < kBatchRows && weight_ < kBatchBytes ? Status() : Flush();
  }

  Store& to_;
  Reporter& reporter_;
  RowDigester digester_;
  std::vector<AnyRow> batch_;
  std::size_t weight_ = 0;
};

/// Refuses the first row that it visits.
class NoRows final : public RowVisitor {
 public:
  Status Visit(const Account&) override { return Refuse(); }
  Status Visit(const Token&) override { return Refuse(); }
  Status Visit(const Template&) override { return Refuse(); }
  Status Visit(const Version&) override { return Refuse(); }
  Status Visit(const Upload&) override { return Refuse(); }
  Status Visit(const Installation&) override { return Refuse(); }
  Status Visit(const Resource&) override { return Refuse(); }
  Status Visit(const IdempotentResult&) override { return Refuse(); }
  Status Visit(const AuditEntry&) override { return Refuse(); }
  Status Visit(const TemplateVersion&) override { return Refuse(); }
  Status Visit(const InstallationStep&) override { return Refuse(); }
  Status Visit(const SavedBindings&) override { return Refuse(); }

 private:
  static Status Refuse() {
    return Fail(ErrorCode::kConflict,
                "The target is not empty. Choose an empty one: nothing is ever overwritten.");
  }
};

Result<std::string> Setting(StoreReader& reader, std::string_view name) {
  auto found = reader.FindSetting(name);
  if (!found) return Fail(std::move(found.error()));
  return found->value_or("");
}

Status RequireFinished(StoreReader& reader, const char* message) {
  const auto unfinished = Setting(reader, kUnfinishedCopySetting);
  if (!unfinished) return Fail(unfinished.error());
  if (!unfinished->empty()) return Fail(ErrorCode::kConflict, message);
  return {};
}

/// `fingerprint` is of the key that the source belongs to. A server that runs on the target already
/// would go on with its own.
Status RequireEmpty(StoreReader& reader, const std::string& fingerprint) {
  const auto known = Setting(reader, kKeyCheckSetting);
  if (!known) return Fail(known.error());
  if (!known->empty() && !fingerprint.empty() && *known != fingerprint) {
    return Fail(ErrorCode::kConflict,
                "The target belongs to another secret key: stop what runs on it and give a target "
                "that nobody has opened yet.");
  }
  auto finished = RequireFinished(
      reader, "The target holds a copy that was not finished: empty it and run the copy again.");
  if (!finished) return finished;
  NoRows none;
  return reader.ScanAll(none);
}

/// The steps of one CopyData.
class Copy {
 public:
  Copy(Store& from, const BlobStore& from_blobs, Store& to, BlobStore& to_blobs, Reporter& reporter)
      : from_(from), from_blobs_(from_blobs), to_(to), to_blobs_(to_blobs), reporter_(reporter) {}

  // Blobs take the longest: most of them come before the transaction that reads the rows, and a
  // failure among them leaves a target that is still empty.
  Result<DataSummary> Run() {
    Status done = CopyBlobsOfNow();
    if (done) done = Begin();
    if (done) done = CopyRows();
    if (done) done = CopyNewBlobs();
    if (done) done = MeasureSent();
    if (done) done = Compare();
    if (done) done = Mark("");
    if (!done) return Fail(std::move(done.error()));
    reporter_.Tell();
    return sent_;
  }

 private:
  Status CopyBlobsOfNow() {
    auto read = from_.Read([this](StoreReader& reader) -> Status {
      auto finished = RequireFinished(reader, "The source is itself a copy that was not finished.");
      if (!finished) return finished;
      auto named = NamedBlobs(reader);
      if (!named) return Fail(std::move(named.error()));
      early_ = std::move(*named);
      auto fingerprint = Setting(reader, kKeyCheckSetting);
      if (!fingerprint) return Fail(std::move(fingerprint.error()));
      fingerprint_ = std::move(*fingerprint);
      return {};
    });
    if (!read) return read;
    if (auto empty =
            to_.Read([this](StoreReader& reader) { return RequireEmpty(reader, fingerprint_); });
        !empty)
      return empty;
    return CopyMissing(early_);
  }

  Status CopyNewBlobs() {
    std::vector<Hash> late;
    std::set_difference(blobs_.begin(), blobs_.end(), early_.begin(), early_.end(),
                        std::back_inserter(late));
    return CopyMissing(late);
  }

  // Two copies into one target: the mark lets only one of them go on.
  Status Begin() {
    return to_.Write([this](StoreWriter& writer) -> Status {
      if (auto empty = RequireEmpty(writer, fingerprint_); !empty) return empty;
      return writer.PutSetting(kUnfinishedCopySetting, "yes");
    });
  }

  Status Mark(std::string_view unfinished) {
    return to_.Write(
        [&](StoreWriter& writer) { return writer.PutSetting(kUnfinishedCopySetting, unfinished); });
  }

  Status CopyRows() {
    return from_.Read([this](StoreReader& reader) -> Status {
      RowCopier copier(to_, reporter_);
      if (auto scanned = reader.ScanAll(copier); !scanned) return scanned;
      if (auto flushed = copier.Flush(); !flushed) return flushed;
      sent_.rows = copier.digests();
      auto named = NamedBlobs(reader);
      if (!named) return Fail(std::move(named.error()));
      blobs_ = std::move(*named);
      return CopySettings(reader);
    });
  }

  Status CopySettings(StoreReader& reader) {
    for (const std::string_view name : kCopiedSettings) {
      const auto value = Setting(reader, name);
      if (!value) return Fail(value.error());
      auto put = to_.Write([&](StoreWriter& writer) { return writer.PutSetting(name, *value); });
      if (!put) return put;
      if (name == kKeyCheckSetting) sent_.fingerprint = *value;
    }
    return {};
  }

  Status CopyMissing(const std::vector<Hash>& blobs) {
    auto copied = CopyBlobs(from_blobs_, to_blobs_, blobs,
                            [this](std::uint64_t bytes) { reporter_.AddBlob(bytes); });
    if (copied || copied.error().code() != ErrorCode::kNotFound) return copied;
    return ExplainMissing(blobs);
  }

  // A blob that is gone together with the rows that named it was swept; otherwise it is lost.
  Status ExplainMissing(const std::vector<Hash>& blobs) {
    std::vector<Hash> named;
    auto read = from_.Read([&](StoreReader& reader) -> Status {
      auto found = reader.NamedAmong(blobs);
      if (!found) return Fail(std::move(found.error()));
      named = std::move(*found);
      return {};
    });
    if (!read) return read;
    auto measured = MeasureBlobs(from_blobs_, named);
    if (!measured && measured.error().code() == ErrorCode::kNotFound) {
      return Fail(ErrorCode::kInternal,
                  "A blob that the source's database names is missing there.");
    }
    return Fail(ErrorCode::kConflict,
                "A blob was swept while it was to be copied: empty the target and run the copy "
                "again.");
  }

  Status MeasureSent() {
    auto measured = MeasureBlobs(to_blobs_, blobs_);
    if (!measured) return Fail(std::move(measured.error()));
    sent_.blobs = *measured;
    return {};
  }

  Status Compare() {
    return to_.Read([this](StoreReader& reader) -> Status {
      RowDigester arrived;
      if (auto scanned = reader.ScanAll(arrived); !scanned) return scanned;
      for (std::size_t kind = 0; kind < kRowKinds.size(); ++kind) {
        if (arrived.digests()[kind] == sent_.rows[kind]) continue;
        return Fail(ErrorCode::kInternal, "The " + std::string(kRowKinds[kind]) +
                                              " that arrived are not those that were "
                                              "sent: do not use the target.");
      }
      return {};
    });
  }

  Store& from_;
  const BlobStore& from_blobs_;
  Store& to_;
  BlobStore& to_blobs_;
  Reporter& reporter_;
  std::string fingerprint_;  // of the key that the source belongs to
  std::vector<Hash> early_;  // copied before the rows were read
  std::vector<Hash> blobs_;  // that the rows name
  DataSummary sent_;
};

}  // namespace

Result<DataSummary> CopyData(Store& from, const BlobStore& from_blobs, Store& to,
                             BlobStore& to_blobs,
                             const std::function<void(const CopyProgress&)>& progress) {
  Reporter reporter(progress);
  return Copy(from, from_blobs, to, to_blobs, reporter).Run();
}

Result<DataSummary> Summarize(Store& store, const BlobStore& blobs) {
  DataSummary summary;
  std::vector<Hash> named;
  auto read = store.Read([&](StoreReader& reader) -> Status {
    RowDigester digester;
    if (auto scanned = reader.ScanAll(digester); !scanned) return scanned;
    summary.rows = digester.digests();
    auto found = NamedBlobs(reader);
    if (!found) return Fail(std::move(found.error()));
    named = std::move(*found);
    auto key = Setting(reader, kKeyCheckSetting);
    if (!key) return Fail(std::move(key.error()));
    summary.fingerprint = std::move(*key);
    return RequireFinished(reader, "This is a copy that was not finished.");
  });
  if (!read) return Fail(std::move(read.error()));
  auto totals = VerifyBlobs(blobs, named);
  if (!totals && totals.error().code() == ErrorCode::kNotFound) {
    return Fail(ErrorCode::kInternal, "A blob that the database names is missing.");
  }
  if (!totals) return Fail(std::move(totals.error()));
  summary.blobs = *totals;
  return summary;
}

}  // namespace imprint
