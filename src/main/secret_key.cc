#include "main/secret_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

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

Result<crypto::Key> KeyInFile(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return Fail(ErrorCode::kInvalidField,
                fmt::format("The secret key cannot be read from {}.", path.string()));
  }
  return KeyFrom(line, path.string());
}

// So that the name is as durable as what is sealed with the key.
bool SyncFolder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
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
  if (!linked || !SyncFolder(path.parent_path())) return failed();
  return {};
}

}  // namespace

Result<crypto::Key> MasterKeyOf(const PlaceOptions& options) {
  if (const char* given = std::getenv("IMPRINT_SECRET_KEY")) {
    return KeyFrom(given, "IMPRINT_SECRET_KEY");
  }
  if (const char* file = std::getenv("IMPRINT_SECRET_KEY_FILE")) return KeyInFile(file);
  const fs::path path = fs::path(options.data) / "secret.key";
  std::error_code unknown;
  if (fs::exists(path, unknown)) return KeyInFile(path);
  if (!options.database.empty() || !options.blobs.empty()) {
    return Fail(
        ErrorCode::kInvalidField,
        fmt::format("Set IMPRINT_SECRET_KEY or IMPRINT_SECRET_KEY_FILE to the 64 hex digits "
                    "that all processes of this database share, for example from "
                    "`openssl rand -hex 32`, or put them into {}.",
                    path.string()));
  }
  if (auto made = MakeKeyFile(path); !made) return Fail(std::move(made.error()));
  return KeyInFile(path);
}

}  // namespace imprint
