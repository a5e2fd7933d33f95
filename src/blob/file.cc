#include "blob/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace imprint {
namespace {

constexpr mode_t kOwnerOnly = 0600;

template <typename Call>
auto Repeat(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace

Error FileError(std::string_view what, int code) {
  return Error(ErrorCode::kUnavailable, "The file store is not available right now.")
      .WithDetail(std::string(what) + ": " + std::strerror(code));
}

Result<File> File::Open(const std::string& path, int flags) {
  const int descriptor =
      Repeat([&] { return ::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly); });
  if (descriptor >= 0) return File(descriptor);
  if (errno == ENOENT) return Fail(ErrorCode::kNotFound, "There is no such file.");
  return Fail(FileError("open " + path, errno));
}

Result<File> File::OpenUnnamed(const std::string& dir) {
  // Not O_TMPFILE, which some file systems do not know.
  std::string path = dir + "/imprint-XXXXXX";
  const int descriptor = Repeat([&] { return ::mkostemp(path.data(), O_CLOEXEC); });
  if (descriptor < 0) return Fail(FileError("create a file in " + dir, errno));
  File file(descriptor);
  if (::unlink(path.c_str()) != 0) return Fail(FileError("unlink " + path, errno));
  return file;
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status File::WriteAll(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto written = Repeat([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    if (written < 0) return Fail(FileError("write", errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> File::ReadAt(std::uint64_t offset, char* into, std::size_t most) const {
  const auto got =
      Repeat([&] { return ::pread(descriptor_, into, most, static_cast<off_t>(offset)); });
  if (got < 0) return Fail(FileError("read", errno));
  return static_cast<std::size_t>(got);
}

Status File::Empty() const {
  if (Repeat([&] { return ::ftruncate(descriptor_, 0); }) != 0) {
    return Fail(FileError("truncate", errno));
  }
  if (::lseek(descriptor_, 0, SEEK_SET) < 0) return Fail(FileError("seek", errno));
  return {};
}

Result<std::string> File::ReadAll() const {
  const auto size = Size();
  if (!size) return Fail(size.error());
  std::string content(*size, '\0');
  std::size_t at = 0;
  while (at < content.size()) {
    const auto got = ReadAt(at, content.data() + at, content.size() - at);
    if (!got) return Fail(got.error());
    if (*got == 0) break;
    at += *got;
  }
  content.resize(at);
  return content;
}

Status File::Sync() const {
  if (Repeat([&] { return ::fsync(descriptor_); }) != 0) return Fail(FileError("fsync", errno));
  return {};
}

Result<std::uint64_t> File::Size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return Fail(FileError("fstat", errno));
  return static_cast<std::uint64_t>(status.st_size);
}

std::string File::PathWhileOpen() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

Status SyncFolder(const std::string& path) {
  const auto folder = File::Open(path, O_RDONLY | O_DIRECTORY);
  if (!folder && folder.error().code() == ErrorCode::kNotFound) {
    return Fail(FileError("open folder " + path, ENOENT));
  }
  if (!folder) return Fail(folder.error());
  return folder->Sync();
}

}  // namespace imprint
