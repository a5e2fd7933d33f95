#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace imprint::http {

/// Bytes that were received and not yet used. Never grows by itself, so a peer cannot make it.
class ReadBuffer {
 public:
  explicit ReadBuffer(std::size_t capacity) { Replace(capacity); }

  bool empty() const { return begin_ == end_; }
  bool full() const { return end_ - begin_ == capacity_; }
  std::size_t capacity() const { return capacity_; }
  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }

  void Consume(std::size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  /// The free space behind the bytes, all there is.
  std::span<char> Space() {
    if (begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    return {data_.get() + end_, capacity_ - end_};
  }
  void Commit(std::size_t bytes) { end_ += bytes; }
  /// Changes the capacity, where the bytes still fit.
  void Resize(std::size_t capacity) {
    if (capacity != capacity_ && capacity >= end_ - begin_) Replace(capacity);
  }

 private:
  void Replace(std::size_t capacity) {
    auto data = std::make_unique_for_overwrite<char[]>(capacity);
    const std::size_t size = end_ - begin_;
    if (size > 0) std::memcpy(data.get(), data_.get() + begin_, size);
    data_ = std::move(data);
    capacity_ = capacity;
    begin_ = 0;
    end_ = size;
  }

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace imprint::http
