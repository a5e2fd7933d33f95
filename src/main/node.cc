#include "main/node.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "blob/file/file_blob_store.h"
#include "outbound/curl_http_client.h"
#include "store/sqlite/sqlite_store.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

Result<crypto::Key> KeyFrom(const std::string& hex, const std::string& where) {
  const auto key = crypto::KeyFromHex(hex);
  if (!key) {
    return Fail(ErrorCode::kInvalidField, fmt::format("{} must hold 64 hex digits.", where));
  }
  return *key;
}

std::string FirstLine(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// Two processes may start on one new folder: the link lets only one key win.
Status MakeKeyFile(const fs::path& path) {
  const fs::path fresh = path.string() + "." + crypto::RandomText(6);
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const auto failed = [&] {
    return Fail(ErrorCode::kUnavailable, fmt::format("Cannot write {}.", path.string()));
  };
  if (file < 0) return failed();
  const std::string line = crypto::Hex(crypto::AsText(crypto::RandomKey())) + "\n";
  const bool written =
      ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      ::fsync(file) == 0;
  ::close(file);
  const bool linked = written && (::link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST);
  ::unlink(fresh.c_str());
  if (!linked) return failed();
  return {};
}

Result<crypto::Key> MasterKey(const fs::path& data) {
  if (const char* given = std::getenv("IMPRINT_SECRET_KEY"))
    return KeyFrom(given, "IMPRINT_SECRET_KEY");
  const fs::path path = data / "secret.key";
  if (!fs::exists(path)) {
    if (auto made = MakeKeyFile(path); !made) return Pass(made);
  }
  return KeyFrom(FirstLine(path), path.string());
}

Status MakeFolder(const fs::path& data) {
  std::error_code error;
  if (fs::create_directories(data, error)) {
    fs::permissions(data, fs::perms::owner_all, error);
  }
  if (error || !fs::is_directory(data)) {
    return Fail(ErrorCode::kUnavailable, fmt::format("Cannot make the folder {}.", data.string()));
  }
  return {};
}

}  // namespace

struct Node::Parts {
  SystemClock clock;
  IdSource ids;
  Limits limits;
  std::unique_ptr<Store> store;
  std::unique_ptr<BlobStore> blobs;
  std::optional<VersionCache> versions;
  std::optional<crypto::SecretBox> secrets;
  crypto::Key upload_key{};
  std::unique_ptr<HttpClient> outbound;
  std::optional<Services> services;
};

Node::Node(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Node::~Node() = default;
const Services& Node::services() const {
  return *parts_->services;
}

Result<std::unique_ptr<Node>> Node::Open(const std::string& data, const Limits& limits,
                                         std::size_t version_cache_bytes,
                                         const std::vector<std::string>& outbound_allow) {
  if (!crypto::Initialise()) return Fail(ErrorCode::kInternal, "libsodium cannot be initialised.");
  if (auto made = MakeFolder(data); !made) return Pass(made);
  auto key = MasterKey(data);
  if (!key) return Pass(key);
  auto store = SqliteStore::Open((fs::path(data) / "imprint.db").string());
  if (!store) return Pass(store);
  auto blobs = FileBlobStore::Open((fs::path(data) / "blobs").string());
  if (!blobs) return Pass(blobs);
  auto policy = AddressPolicy::Parse(outbound_allow);
  if (!policy) return Pass(policy);
  auto parts = std::make_unique<Parts>();
  parts->outbound = std::make_unique<CurlHttpClient>(std::move(*policy));
  parts->limits = limits;
  parts->store = std::move(*store);
  parts->blobs = std::move(*blobs);
  parts->versions.emplace(*parts->blobs, version_cache_bytes);
  parts->secrets.emplace(crypto::DeriveKey(*key, "secrets_"));
  parts->upload_key = crypto::DeriveKey(*key, "uploads_");
  parts->services.emplace(Services{*parts->store, *parts->blobs, parts->clock, parts->ids,
                                   *parts->versions, *parts->secrets, parts->upload_key,
                                   parts->limits, parts->outbound.get()});
  return std::unique_ptr<Node>(new Node(std::move(parts)));
}

}  // namespace imprint
