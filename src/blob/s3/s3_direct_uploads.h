#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "blob/s3/options.h"
#include "ports/direct_uploads.h"

namespace imprint {

namespace s3 {
class Client;
}

/// Files that clients put into the bucket themselves, at PREFIX/uploads/RUNKEY. A URL does not
/// bound the size of what it takes: what is too large is found by Find.
class S3DirectUploads final : public DirectUploads {
 public:
  explicit S3DirectUploads(std::shared_ptr<const s3::Client> client);
  explicit S3DirectUploads(S3Options options);
  ~S3DirectUploads() override;

  /// At the bucket's public endpoint. With credentials of a session, the URL ends with these too.
  std::string SignPut(std::string_view run_key, std::string_view content_type, Time now,
                      std::chrono::seconds lifetime) const override;
  /// `when` is to the second.
  Result<std::optional<Arrived>> Find(std::string_view run_key) override;
  /// For files of up to 5 GB, which the store copies by itself. kNotFound when there is none.
  Result<Hash> Adopt(std::string_view run_key, const Arrived& arrived) override;
  Status Remove(std::string_view run_key) override;

  /// Removes what an Adopt left behind whose process died over a day ago.
  Status RemoveLeftovers();

 private:
  Result<Hash> HashOf(const std::string& key, std::uint64_t size) const;

  const std::shared_ptr<const s3::Client> client_;
};

}  // namespace imprint
