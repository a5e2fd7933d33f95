#pragma once

#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "blob/hash_text.h"
#include "blob/s3/client.h"
#include "blob/s3/objects.h"
#include "blob/sha256.h"

namespace imprint::test {

/// The bucket for tests, "s3://bucket"; nothing where there is no server. The AWS variables say the
/// rest.
inline std::optional<std::string> BucketUrl() {
  const char* url = std::getenv("IMPRINT_TEST_S3");
  return url == nullptr ? std::nullopt : std::optional<std::string>(url);
}

/// A prefix of its own in the bucket for tests, emptied with the object.
class TestPrefix {
 public:
  TestPrefix() {
    auto options = S3OptionsFrom(*BucketUrl() + "/test-" + crypto::RandomText(9),
                                 [](const char* name) { return std::getenv(name); });
    if (!options) throw std::runtime_error(options.error().message());
    client_ = std::make_shared<const s3::Client>(std::move(*options));
  }
  TestPrefix(const TestPrefix&) = delete;
  TestPrefix& operator=(const TestPrefix&) = delete;
  ~TestPrefix() {
    std::vector<std::string> keys;
    static_cast<void>(s3::ForEachObject(
        *client_, "", [&](const std::string& key, Time) { keys.push_back(key); }));
    for (const auto& key : keys) static_cast<void>(s3::RemoveObject(*client_, key));
  }

  const std::shared_ptr<const s3::Client>& client() const { return client_; }

  /// Puts an object as it is.
  void Put(const std::string& key, std::string_view bytes) const {
    auto file = File::OpenUnnamed("/tmp");
    if (!file || !file->WriteAll(bytes)) throw std::runtime_error("no file for an object");
    Sha256 hash;
    hash.Add(bytes);
    s3::Call call{"PUT", key};
    call.payload = HexOf(hash.Finish());
    call.body = &*file;
    call.body_size = bytes.size();
    if (auto put = client_->Perform(call); !put) throw std::runtime_error(put.error().detail);
  }

  std::vector<std::string> Keys(const std::string& folder) const {
    std::vector<std::string> keys;
    const auto listed = s3::ForEachObject(
        *client_, folder, [&](const std::string& key, Time) { keys.push_back(key); });
    if (!listed) throw std::runtime_error(listed.error().detail);
    return keys;
  }

 private:
  std::shared_ptr<const s3::Client> client_;
};

}  // namespace imprint::test
