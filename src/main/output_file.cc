#include "main/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
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

tl::unexpected<Error> CannotWrite(const std::string& path, int error) {
  return Fail(ErrorCode::kUnavailable,
              fmt::format("Cannot write {}: {}.", path, std::strerror(error)));
}

tl::unexpected<Error> IsThereAlready(const std::string& path) {
  return Fail(ErrorCode::kConflict, fmt::format("{} is there already.", path));
}

bool IsThere(const std::string& path) {
  struct stat itself {};
  return ::lstat(path.c_str(), &itself) == 0;
}

// What is no file (a pipe, /dev/stdout) is written to, and never has another put in its place. Such
// a thing may be behind a link that has no path of its own, as those of /proc are.
Result<Target> TargetOf(const std::string& path) {
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0) {
    if (errno != ENOENT) return CannotWrite(path, errno);
    if (!IsThere(path)) return Target{path, true};
    return Fail(ErrorCode::kUnavailable,
                fmt::format("Cannot write {}: it is a link to something that is not there.", path));
  }
  if (!S_ISREG(there.st_mode)) return Target{path, false};
  std::error_code error;
  const fs::path behind = fs::canonical(path, error);
  if (error) return CannotWrite(path, error.value());
  return Target{behind.string(), true};
}

Status WriteToStandardOutput(const std::string& path, std::string_view bytes) {
  const int error = WriteAll(STDOUT_FILENO, bytes);
  return error == 0 ? Status() : CannotWrite(path, error);
}

Status WriteInto(const std::string& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  int error = fd < 0 ? errno : WriteAll(fd, bytes);
  if (fd >= 0 && ::close(fd) != 0 && error == 0) error = errno;
  return error == 0 ? Status() : CannotWrite(path, error);
}

Status WriteWhole(const std::string& path, const Target& target, std::string_view bytes,
                  unsigned mode, Overwrite overwrite) {
  const std::string temporary =
      fmt::format("{}.{}.tmp", target.path, crypto::Hex(crypto::RandomText(6)));
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  int error = fd < 0 ? errno : WriteAll(fd, bytes);
  if (error == 0 && ::fsync(fd) != 0) error = errno;
  if (fd >= 0 && ::close(fd) != 0 && error == 0) error = errno;
  if (error == 0) error = Publish(temporary, target.path, overwrite);
  if (error == 0) return {};
  if (fd >= 0) ::unlink(temporary.c_str());
  return error == EEXIST ? IsThereAlready(path) : CannotWrite(path, error);
}

}  // namespace

bool IsStandardOutput(const std::string& path) {
  if (path == "-") return true;
  struct stat there {};
  struct stat output {};
  return ::stat(path.c_str(), &there) == 0 && ::fstat(STDOUT_FILENO, &output) == 0 &&
         there.st_dev == output.st_dev && there.st_ino == output.st_ino;
}

Status WriteOutputFile(const std::string& path, std::string_view bytes, unsigned mode,
                       Overwrite overwrite) {
  if (overwrite == Overwrite::kRefuse) {
    if (path == "-") return Fail(ErrorCode::kInvalidField, "A file is needed here, not \"-\".");
    if (IsThere(path)) return IsThereAlready(path);
  } else if (IsStandardOutput(path)) {
    return WriteToStandardOutput(path, bytes);
  }
  const auto target = TargetOf(path);
  if (!target) return Fail(target.error());
  if (!target->replaced) return WriteInto(path, bytes);
  return WriteWhole(path, *target, bytes, mode, overwrite);
}

}  // namespace imprint
