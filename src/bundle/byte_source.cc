#include "bundle/byte_source.h"

#include "bundle/regular_file.h"

namespace imprint {
namespace {

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::string_view> Read(std::uint64_t at, std::size_t count, std::string&) override {
    return bytes_.substr(at, count);
  }

 private:
  std::string_view bytes_;
};

class FileByteSource : public ByteSource {
 public:
  explicit FileByteSource(RegularFile file) : file_(std::move(file)) {}
  std::uint64_t size() const override { return file_.size(); }
  Result<std::string_view> Read(std::uint64_t at, std::size_t count, std::string& buffer) override {
    buffer.resize(count);
    const auto have = file_.ReadAt(at, buffer.data(), count);
    if (!have) return Fail(have.error());
    if (*have == count) return std::string_view(buffer);
    return Fail(Error(ErrorCode::kUnavailable, "the file cannot be read: it is cut short")
                    .WithDetail("a file became shorter while it was read"));
  }

 private:
  RegularFile file_;
};

}  // namespace

std::unique_ptr<ByteSource> BytesInMemory(std::string_view bytes) {
  return std::make_unique<MemorySource>(bytes);
}

Result<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path,
                                                   std::uint64_t max_bytes) {
  auto file = RegularFile::Open(path, max_bytes, Symlinks::kFollow, "");
  if (!file) return Fail(std::move(file.error()));
  return std::make_unique<FileByteSource>(std::move(*file));
}

}  // namespace imprint
