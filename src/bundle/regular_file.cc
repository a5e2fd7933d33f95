#include "bundle/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace imprint {
namespace {

auto IoFailure(int error, const std::string& path, const std::string& shown) {
  const std::string reason = std::generic_category().message(error);
  if (error == ENOENT || error == ENOTDIR) {
    return Fail(ErrorCode::kNotFound, "there is no such file", shown);
  }
  if (error == ELOOP) {
    return Fail(ErrorCode::kInvalidBundle, "symbolic links are not allowed", shown);
  }
  return Fail(Error(ErrorCode::kUnavailable, "the file cannot be read: " + reason, shown)
                  .WithDetail("reading " + path + ": " + reason));
}

auto TooLarge(std::uint64_t max_bytes, const std::string& shown) {
  return Fail(ErrorCode::kTooLarge,
              "the file is larger than " + std::to_string(max_bytes) + " bytes, the limit", shown);
}

}  // namespace

Result<RegularFile> RegularFile::Open(const std::string& path, std::uint64_t max_bytes,
                                      Symlinks symlinks, const std::string& shown) {
  // Opening a FIFO would wait for its writer; O_NONBLOCK keeps the check below reachable.
  const int no_follow = symlinks == Symlinks::kRefuse ? O_NOFOLLOW : 0;
  RegularFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | no_follow), path,
                   shown);
  if (file.fd_ < 0) return IoFailure(errno, path, shown);
  struct stat info {};
  if (::fstat(file.fd_, &info) != 0) return IoFailure(errno, path, shown);
  if (!S_ISREG(info.st_mode)) {
    return Fail(ErrorCode::kInvalidBundle, "is not a regular file", shown);
  }
  file.size_ = static_cast<std::uint64_t>(info.st_size);
  if (file.size_ > max_bytes) return TooLarge(max_bytes, shown);
  return file;
}

RegularFile::~RegularFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::size_t> RegularFile::ReadAt(std::uint64_t at, char* to, std::size_t count) const {
  std::size_t have = 0;
  while (have < count) {
    const ssize_t got = ::pread(fd_, to + have, count - have, static_cast<off_t>(at + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return IoFailure(errno, path_, shown_);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  return have;
}

Result<std::string> ReadRegularFile(const std::string& path, std::uint64_t max_bytes,
                                    Symlinks symlinks, const std::string& shown) {
  const auto file = RegularFile::Open(path, max_bytes, symlinks, shown);
  if (!file) return Fail(file.error());
  std::string bytes(file->size(), '\0');
  const auto have = file->ReadAt(0, bytes.data(), bytes.size());
  if (!have) return Fail(have.error());
  bytes.resize(*have);
  return bytes;
}

}  // namespace imprint
