#include "app/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "app/uploads.h"

namespace imprint {
namespace {

// Asked for one template at a time, from either end of their order. Those that are over leave the
// list, so that every upload's turn comes.
constexpr std::size_t kMostAskedAtEnd = 8;
// A file may still be on its way when its URL ends.
constexpr std::chrono::hours kSlowest{2};
constexpr int kMostTries = 4;

struct Arrival {
  Upload upload;
  DirectUploads::Arrived file;
};

bool CameBefore(const Arrival& a, const Arrival& b) {
  return std::tie(a.file.when, a.upload.created, a.upload.run_key) <
         std::tie(b.file.when, b.upload.created, b.upload.run_key);
}

tl::unexpected<Error> NoFile() {
  return Fail(ErrorCode::kUploadNotFound, "The run key does not match an uploaded file.", "runKey");
}

Result<std::vector<Upload>> AwaitedFor(const Services& services, TemplateId target) {
  std::vector<Upload> uploads;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto listed = reader.ListAwaited(target);
    if (!listed) return Pass(listed);
    uploads = std::move(*listed);
    return {};
  });
  if (!read) return Pass(read);
  std::erase_if(uploads,
                [&](const Upload& upload) { return upload.expires <= services.clock.Now(); });
  std::sort(uploads.begin(), uploads.end(), [](const Upload& a, const Upload& b) {
    return std::tie(a.created, a.run_key) < std::tie(b.created, b.run_key);
  });
  if (uploads.size() > 2 * kMostAskedAtEnd) {
    uploads.erase(uploads.begin() + kMostAskedAtEnd, uploads.end() - kMostAskedAtEnd);
  }
  return uploads;
}

/// What was heard of the uploads for one template.
struct Heard {
  std::vector<Arrival> arrived;         // the last to come first
  std::vector<std::string> never_will;  // run keys whose URLs have ended without a file
};

Result<Heard> AskFor(const Services& services, TemplateId target) {
  auto awaited = AwaitedFor(services, target);
  if (!awaited) return Pass(awaited);
  const Time ended = services.clock.Now() - services.limits.upload_url_lifetime - kSlowest;
  Heard heard;
  for (Upload& upload : *awaited) {
    auto file = services.direct_uploads->Find(upload.run_key);
    if (!file) return Pass(file);
    if (*file) {
      heard.arrived.push_back({std::move(upload), std::move(**file)});
    } else if (upload.created < ended) {
      heard.never_will.push_back(std::move(upload.run_key));
    }
  }
  std::sort(heard.arrived.begin(), heard.arrived.end(),
            [](const Arrival& a, const Arrival& b) { return CameBefore(b, a); });
  return heard;
}

// From here on these go to no template; with their run keys they can still be used.
Status Release(StoreWriter& writer, const std::vector<std::string>& run_keys) {
  for (const std::string& run_key : run_keys) {
    auto upload = writer.FindUpload(run_key);
    if (!upload) return Pass(upload);
    if (!*upload || (*upload)->blob) continue;
    (*upload)->target.reset();
    if (auto put = writer.PutUpload(**upload); !put) return put;
  }
  return {};
}

// Run keys of what came for the same template before `arrival`.
Result<std::vector<std::string>> CameEarlier(const Services& services, const Arrival& arrival) {
  std::vector<std::string> run_keys;
  if (!arrival.upload.target) return run_keys;
  auto heard = AskFor(services, *arrival.upload.target);
  if (!heard) return Pass(heard);
  for (const Arrival& other : heard->arrived) {
    const bool itself = other.upload.run_key == arrival.upload.run_key;
    if (!itself && CameBefore(other, arrival)) run_keys.push_back(other.upload.run_key);
  }
  return run_keys;
}

// Gives the upload's row as it is then: another may have stored the file first.
Result<Upload> Store(const Services& services, const Arrival& arrival, const Hash& blob,
                     const std::vector<std::string>& earlier) {
  Upload stored;
  Status written = services.store.Write([&](StoreWriter& writer) -> Status {
    auto current = writer.FindUpload(arrival.upload.run_key);
    if (!current) return Pass(current);
    if (!*current) return NoFile();
    stored = std::move(**current);
    if (stored.blob) return {};
    stored.blob = blob;
    stored.size = arrival.file.size;
    if (auto put = writer.PutUpload(stored); !put) return put;
    if (auto released = Release(writer, earlier); !released) return released;
    return NoteUploaded(services, writer, stored);
  });
  if (!written) return Pass(written);
  return stored;
}

Status CheckSize(const Services& services, const DirectUploads::Arrived& file) {
  if (file.size <= services.limits.upload_bytes) return {};
  return Fail(ErrorCode::kInvalidBundle,
              fmt::format("The uploaded file has {} bytes; {} are allowed.", file.size,
                          services.limits.upload_bytes));
}

// Nothing when another file stands there by now, or none: someone else may have taken it.
Result<std::optional<Upload>> Take(const Services& services, const Arrival& arrival) {
  if (auto fits = CheckSize(services, arrival.file); !fits) return Pass(fits);
  auto earlier = CameEarlier(services, arrival);
  if (!earlier) return Pass(earlier);
  DirectUploads& direct = *services.direct_uploads;
  auto blob = direct.Adopt(arrival.upload.run_key, arrival.file);
  if (!blob) {
    const ErrorCode code = blob.error().code();
    if (code == ErrorCode::kConflict || code == ErrorCode::kNotFound) return std::nullopt;
    return Pass(blob);
  }
  auto stored = Store(services, arrival, *blob, *earlier);
  if (!stored) return Pass(stored);
  // What stays is removed when the upload ends.
  static_cast<void>(direct.Remove(arrival.upload.run_key));
  return std::move(*stored);
}

Result<std::optional<Upload>> FindLive(const Services& services, const std::string& run_key) {
  std::optional<Upload> upload;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.FindUpload(run_key);
    if (!found) return Pass(found);
    upload = std::move(*found);
    return {};
  });
  if (!read) return Pass(read);
  if (upload && upload->expires <= services.clock.Now()) upload.reset();
  return upload;
}

}  // namespace

Result<Upload> TakeArrived(const Services& services, const Upload& upload) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    auto file = services.direct_uploads->Find(upload.run_key);
    if (!file) return Pass(file);
    // Looked at after the file: who takes it stores the row before the file goes.
    auto row = FindLive(services, upload.run_key);
    if (!row) return Pass(row);
    if (*row && (*row)->blob) return std::move(**row);
    if (!*row || !*file) return NoFile();
    auto taken = Take(services, {std::move(**row), std::move(**file)});
    if (!taken) return Pass(taken);
    if (*taken) return std::move(**taken);
  }
  return Fail(ErrorCode::kUnavailable, "The file is being replaced; try again.");
}

Result<bool> TakeArrivedFor(const Services& services, TemplateId target) {
  auto heard = AskFor(services, target);
  if (!heard) return Pass(heard);
  if (!heard->never_will.empty()) {
    // Only spares the next one the asking, so a failure does not matter.
    static_cast<void>(services.store.Write(
        [&](StoreWriter& writer) { return Release(writer, heard->never_will); }));
  }
  if (heard->arrived.empty()) return false;
  auto taken = TakeArrived(services, heard->arrived.front().upload);
  if (taken) return true;
  if (taken.error().code() == ErrorCode::kUploadNotFound) return false;
  return Pass(taken);
}

}  // namespace imprint
