#include "bundle/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace imprint {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

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

Result<std::string> ReadRegularFile(const std::string& path, std::uint64_t max_bytes,
                                    Symlinks symlinks, const std::string& shown) {
  // Opening a FIFO would wait for its writer; O_NONBLOCK keeps the check below reachable.
  const int no_follow = symlinks == Symlinks::kRefuse ? O_NOFOLLOW : 0;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | no_follow));
  if (file.get() < 0) return IoFailure(errno, path, shown);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return IoFailure(errno, path, shown);
  if (!S_ISREG(info.st_mode)) {
    return Fail(ErrorCode::kInvalidBundle, "is not a regular file", shown);
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > max_bytes) return TooLarge(max_bytes, shown);
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return IoFailure(errno, path, shown);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace imprint
