#include "bundle/inflate.h"

#include <zlib.h>

#include <algorithm>

namespace imprint {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;

auto Bad(std::string message) {
  return Fail(ErrorCode::kInvalidBundle, std::move(message));
}

/// zlib's stream of raw deflate data.
class InflateStream {
 public:
  InflateStream() : ready_(inflateInit2(&z_, -MAX_WBITS) == Z_OK) {}
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;
  ~InflateStream() { inflateEnd(&z_); }

  bool ready() const { return ready_; }
  z_stream& z() { return z_; }

 private:
  z_stream z_{};
  bool ready_;
};

// zlib's interface knows no const.
Bytef* Bytes(const char* from) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(from));
}

/// The coded bytes, piece by piece.
class Pieces {
 public:
  Pieces(ByteSource& source, const CodedBytes& coded)
      : source_(source), at_(coded.begin), left_(coded.count) {}

  bool done() const { return left_ == 0; }
  Result<std::string_view> Next() {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, kPieceBytes));
    auto piece = source_.Read(at_, count, buffer_);
    at_ += count;
    left_ -= count;
    return piece;
  }

 private:
  ByteSource& source_;
  std::uint64_t at_;
  std::uint64_t left_;
  std::string buffer_;
};

// Both fill `plain` from its front and give how much of it they filled.
Result<std::size_t> CopyStored(Pieces& pieces, std::string& plain) {
  std::size_t have = 0;
  while (!pieces.done() && have < plain.size()) {
    const auto piece = pieces.Next();
    if (!piece) return Fail(piece.error());
    have += piece->copy(plain.data() + have, plain.size() - have);
  }
  return have;
}

Result<std::size_t> Inflate(Pieces& pieces, std::string& plain) {
  InflateStream stream;
  if (!stream.ready()) return Fail(ErrorCode::kUnavailable, "out of memory");
  z_stream& z = stream.z();
  std::size_t have = 0;
  bool hungry = true;  // a full output may leave more to give without further input
  while (have < plain.size()) {
    if (hungry && z.avail_in == 0) {
      if (pieces.done()) return Bad("is cut short");
      const auto piece = pieces.Next();
      if (!piece) return Fail(piece.error());
      z.next_in = Bytes(piece->data());
      z.avail_in = static_cast<uInt>(piece->size());
    }
    const std::size_t room = std::min<std::size_t>(plain.size() - have, kPieceBytes);
    z.next_out = Bytes(plain.data() + have);
    z.avail_out = static_cast<uInt>(room);
    const int result = inflate(&z, Z_NO_FLUSH);
    have += room - z.avail_out;
    hungry = z.avail_out > 0;
    if (result == Z_STREAM_END) break;
    if (result != Z_OK && result != Z_BUF_ERROR) return Bad("holds damaged compressed data");
  }
  return have;
}

std::uint32_t ChecksumOf(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, Bytes(bytes.data()), bytes.size()));
}

}  // namespace

Status Decode(ByteSource& source, const CodedBytes& coded, const Declared& declared,
              std::string& plain) {
  plain.resize(declared.size + 1);  // room for the byte that gives a lying size away
  Pieces pieces(source, coded);
  const auto have =
      coded.coding == Coding::kStored ? CopyStored(pieces, plain) : Inflate(pieces, plain);
  if (!have) return Fail(have.error());
  plain.resize(*have);
  if (*have != declared.size) {
    return Bad(std::string(*have > declared.size ? "holds more" : "holds less") + " than the " +
               std::to_string(declared.size) + " bytes that it declares");
  }
  if (ChecksumOf(plain) != declared.crc) return Bad("does not match its checksum (CRC-32)");
  return {};
}

}  // namespace imprint
