#include "bundle/testing/raw_zip.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace imprint::test {
namespace {

template <typename T>
void Put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out += static_cast<char>((std::uint64_t{value} >> (8 * i)) & 0xff);
  }
}
void Put16(std::string& out, std::uint64_t value) {
  Put(out, static_cast<std::uint16_t>(value));
}
void Put32(std::string& out, std::uint64_t value) {
  Put(out, static_cast<std::uint32_t>(value));
}
void Put64(std::string& out, std::uint64_t value) {
  Put(out, value);
}

class Deflater {
 public:
  Deflater() { deflateInit2(&stream_, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  void Add(std::string_view input, int flush) {
    std::array<char, 65536> buffer{};
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = buffer.size();
      deflate(&stream_, flush);
      out_.append(buffer.data(), buffer.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }
  std::string Finish() {
    Add({}, Z_FINISH);
    return std::move(out_);
  }

 private:
  z_stream stream_{};
  std::string out_;
};

// An entry with every open choice made.
struct Coded {
  std::string data;
  std::uint16_t method;
  std::uint16_t flags;
  std::uint32_t crc;
  std::uint64_t compressed_size;
  std::uint64_t size;
  std::uint64_t offset;
};

Coded Encode(const RawEntry& entry, std::uint64_t offset) {
  Coded coded{};
  coded.data = entry.data.value_or(entry.deflate ? Deflate(entry.content) : entry.content);
  coded.method = entry.method.value_or(entry.deflate ? 8 : 0);
  coded.flags = static_cast<std::uint16_t>(entry.flags | (entry.data_descriptor ? 8 : 0));
  const auto* content = reinterpret_cast<const Bytef*>(entry.content.data());
  coded.crc = entry.crc.value_or(
      static_cast<std::uint32_t>(crc32(0, content, static_cast<uInt>(entry.content.size()))));
  coded.compressed_size = entry.compressed_size.value_or(coded.data.size());
  coded.size = entry.size.value_or(entry.content.size());
  coded.offset = offset;
  return coded;
}

void PutLocal(std::string& out, const RawEntry& entry, const Coded& coded) {
  const std::string& name = entry.local_name ? *entry.local_name : entry.name;
  const bool later = entry.data_descriptor;
  out += "PK\x03\x04";
  Put16(out, 20);
  Put16(out, coded.flags);
  Put16(out, coded.method);
  Put32(out, 0x00210000);
  Put32(out, later ? 0 : coded.crc);
  Put32(out, later ? 0 : coded.compressed_size);
  Put32(out, later ? 0 : coded.size);
  Put16(out, name.size());
  Put16(out, 0);
  out += name;
  out += coded.data;
  if (!later) return;
  out += "PK\x07\x08";
  Put32(out, coded.crc);
  Put32(out, coded.compressed_size);
  Put32(out, coded.size);
}

void PutCentral(std::string& out, const RawEntry& entry, const Coded& coded) {
  out += "PK\x01\x02";
  Put16(out, entry.made_by);
  Put16(out, 20);
  Put16(out, coded.flags);
  Put16(out, coded.method);
  Put32(out, 0x00210000);
  Put32(out, coded.crc);
  Put32(out, entry.zip64 ? 0xffffffff : coded.compressed_size);
  Put32(out, entry.zip64 ? 0xffffffff : coded.size);
  Put16(out, entry.name.size());
  Put16(out, entry.zip64 ? 28 : 0);
  Put16(out, 0);
  Put16(out, 0);
  Put16(out, 0);
  Put16(out, entry.dos_attributes);
  Put16(out, entry.mode);
  Put32(out, entry.zip64 ? 0xffffffff
                         : entry.header_offset.value_or(static_cast<std::uint32_t>(coded.offset)));
  out += entry.name;
  if (!entry.zip64) return;
  Put16(out, 1);
  Put16(out, 24);
  Put64(out, coded.size);
  Put64(out, coded.compressed_size);
  Put64(out, coded.offset);
}

void PutZip64End(std::string& out, std::uint64_t count, std::uint64_t bytes, std::uint64_t offset) {
  const std::uint64_t at = out.size();
  out += "PK\x06\x06";
  Put64(out, 44);
  Put16(out, 45);
  Put16(out, 45);
  Put64(out, 0);
  Put64(out, count);
  Put64(out, count);
  Put64(out, bytes);
  Put64(out, offset);
  out += "PK\x06\x07";
  Put32(out, 0);
  Put64(out, at);
  Put32(out, 1);
}

}  // namespace

std::string Build(const RawZip& zip) {
  std::string out;
  std::string directory;
  for (const auto& entry : zip.entries) {
    const Coded coded = Encode(entry, out.size());
    PutLocal(out, entry, coded);
    PutCentral(directory, entry, coded);
  }
  const std::uint64_t offset = out.size();
  const std::uint64_t count = zip.count.value_or(zip.entries.size());
  out += directory;
  if (zip.zip64) PutZip64End(out, count, directory.size(), offset);
  out += "PK\x05\x06";
  Put16(out, zip.disk);
  Put16(out, zip.disk);
  Put16(out, zip.zip64 ? 0xffff : count);
  Put16(out, zip.zip64 ? 0xffff : count);
  Put32(out, zip.zip64
                 ? 0xffffffff
                 : zip.directory_bytes.value_or(static_cast<std::uint32_t>(directory.size())));
  Put32(out,
        zip.zip64 ? 0xffffffff : zip.directory_offset.value_or(static_cast<std::uint32_t>(offset)));
  Put16(out, zip.comment.size());
  out += zip.comment;
  return out;
}

std::string ZipOf(std::vector<RawEntry> entries) {
  return Build(RawZip{.entries = std::move(entries)});
}

std::string Deflate(std::string_view content) {
  Deflater deflater;
  deflater.Add(content, Z_NO_FLUSH);
  return deflater.Finish();
}

std::string DeflateZeros(std::uint64_t count) {
  Deflater deflater;
  const std::string block(1 << 20, '\0');
  for (std::uint64_t left = count; left > 0;) {
    const std::uint64_t now = std::min<std::uint64_t>(left, block.size());
    deflater.Add(std::string_view(block).substr(0, now), Z_NO_FLUSH);
    left -= now;
  }
  return deflater.Finish();
}

}  // namespace imprint::test
