#include "main/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include "base/crypto.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

// 0, or why not.
int WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// Gives the file its name; a link fails where one has that name already.
int Publish(const std::string& temporary, const std::string& path, Overwrite overwrite) {
  if (overwrite == Overwrite::kReplace) {
    return ::rename(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
  }
  const int error = ::link(temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(temporary.c_str());
  return error;
}

/// What a path leads to.
struct Target {
  std::string path;       // behind all links
  bool replaced = false;  // a file, or nothing yet: as a whole or not at all
};

// What is no file (a pipe, /dev/stdout) is written to, and never has another put in its place.
Target TargetOf(const std::string& path) {
  std::error_code error;
  const fs::path behind = fs::canonical(path, error);
  if (error) return {path, true};
  return {behind.string(), fs::is_regular_file(behind, error)};
}

Status CannotWrite(const std::string& path, int error) {
  return Fail(ErrorCode::kUnavailable,
              fmt::format("Cannot write {}: {}.", path, std::strerror(error)));
}

Status WriteInto(const std::string& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  int error = fd < 0 ? errno : WriteAll(fd, bytes);
  if (fd >= 0 && ::close(fd) != 0 && error == 0) error = errno;
  return error == 0 ? Status() : CannotWrite(path, error);
}

}  // namespace

Status WriteOutputFile(const std::string& path, std::string_view bytes, unsigned mode,
                       Overwrite overwrite) {
  const Target target = TargetOf(path);
  if (!target.replaced && overwrite == Overwrite::kReplace) return WriteInto(path, bytes);
  const std::string temporary =
      fmt::format("{}.{}.tmp", target.path, crypto::Hex(crypto::RandomText(6)));
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  int error = fd < 0 ? errno : WriteAll(fd, bytes);
  if (error == 0 && ::fsync(fd) != 0) error = errno;
  if (fd >= 0 && ::close(fd) != 0 && error == 0) error = errno;
  if (error == 0) error = Publish(temporary, target.path, overwrite);
  if (error == 0) return {};
  if (fd >= 0) ::unlink(temporary.c_str());
  if (error == EEXIST) {
    return Fail(ErrorCode::kConflict, fmt::format("{} is there already.", path));
  }
  return CannotWrite(path, error);
}

}  // namespace imprint
