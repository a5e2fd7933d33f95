#include "bundle/archive_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "bundle/path_rules.h"

namespace imprint {
namespace {

constexpr std::uint16_t kDosMidnight = 0;
constexpr std::uint16_t kDosFirstDay = 0x0021;  // 1980-01-01, the first that the format knows
constexpr std::uint32_t kRegular0644 = std::uint32_t{S_IFREG | 0644} << 16;
constexpr zip_uint32_t kDeflateLevel = 6;

struct Release {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, Release>;
using Source = std::unique_ptr<zip_source_t, Release>;

auto WriteFailure(const std::string& reason) {
  return Fail(Error(ErrorCode::kInternal, "the zip archive could not be written")
                  .WithDetail("libzip: " + reason));
}

Status CheckPaths(const std::vector<ArchiveFile>& files) {
  if (files.empty()) return Fail(ErrorCode::kInvalidBundle, "there is no file to pack");
  std::vector<std::string_view> names;
  for (const auto& file : files) {
    auto problem = PathProblem(file.path);
    if (!problem && file.path.ends_with('/')) problem = "the path is that of a folder";
    if (problem) return Fail(ErrorCode::kInvalidBundle, *problem, Printable(file.path));
    names.push_back(file.path);
  }
  const auto clashes = FindClashes(names);
  if (clashes.empty()) return {};
  return Fail(ErrorCode::kInvalidBundle, clashes.front().message,
              Printable(names[clashes.front().index]));
}

bool AddFile(zip_t* archive, const ArchiveFile& file) {
  zip_source_t* content = zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), 0);
  if (content == nullptr) return false;
  const auto added = zip_file_add(archive, file.path.c_str(), content, ZIP_FL_ENC_UTF_8);
  if (added < 0) {
    zip_source_free(content);
    return false;
  }
  const auto index = static_cast<zip_uint64_t>(added);
  return zip_set_file_compression(archive, index, ZIP_CM_DEFLATE, kDeflateLevel) == 0 &&
         zip_file_set_dostime(archive, index, kDosMidnight, kDosFirstDay, 0) == 0 &&
         zip_file_set_external_attributes(archive, index, 0, ZIP_OPSYS_UNIX, kRegular0644) == 0;
}

Result<std::string> ReadSource(zip_source_t* source) {
  zip_stat_t info;
  if (zip_source_stat(source, &info) != 0 || zip_source_open(source) != 0) {
    return WriteFailure(zip_error_strerror(zip_source_error(source)));
  }
  std::string bytes(info.size, '\0');
  const auto got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size()) return WriteFailure("short read");
  return bytes;
}

std::string ErrnoText(int error) {
  return std::generic_category().message(error);
}

Status IoFailure(const std::string& what, int error) {
  return Fail(Error(ErrorCode::kUnavailable, "the file cannot be written: " + ErrnoText(error))
                  .WithDetail(what + ": " + ErrnoText(error)));
}

// Gives errno, 0 when all of it is on the disk.
int WriteDurably(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

std::string TemporaryName(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
}

Status ReplaceFile(const std::string& path, std::string_view bytes) {
  const std::string temporary = TemporaryName(path);
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return IoFailure("creating " + temporary, errno);
  int error = WriteDurably(fd, bytes);
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(temporary.c_str());
  return IoFailure("writing " + path, error);
}

}  // namespace

Result<std::string> WriteZipBytes(std::vector<ArchiveFile> files) {
  if (auto checked = CheckPaths(files); !checked) return Fail(checked.error());
  std::sort(files.begin(), files.end(),
            [](const ArchiveFile& a, const ArchiveFile& b) { return a.path < b.path; });
  const Source source(zip_source_buffer_create(nullptr, 0, 0, nullptr));
  if (source == nullptr) return WriteFailure("no memory");
  zip_source_keep(source.get());  // the archive takes over one reference, the reading below another
  Archive archive(zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, nullptr));
  if (archive == nullptr) {
    zip_source_free(source.get());
    return WriteFailure("cannot open an archive in memory");
  }
  for (const auto& file : files) {
    if (!AddFile(archive.get(), file)) return WriteFailure(zip_strerror(archive.get()));
  }
  if (zip_close(archive.get()) != 0) return WriteFailure(zip_strerror(archive.get()));
  archive.release();  // closed
  return ReadSource(source.get());
}

Status WriteZipFile(const std::string& path, std::vector<ArchiveFile> files) {
  const auto bytes = WriteZipBytes(std::move(files));
  if (!bytes) return Fail(bytes.error());
  return ReplaceFile(path, *bytes);
}

}  // namespace imprint
