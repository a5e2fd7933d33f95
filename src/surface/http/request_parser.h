#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "surface/http/message.h"

namespace imprint::http {

/// What the head says about the connection and the body.
struct Framing {
  bool http11 = false;
  bool keep_alive = false;
  bool chunked = false;
  bool expects_continue = false;
  std::uint64_t content_length = 0;
};

/// Reads one request after the other from bytes that arrive in pieces. Not thread-safe. After an
/// error only Begin may be called.
class RequestParser {
 public:
  /// `head_limit`: bytes of a request line and headers together.
  explicit RequestParser(std::size_t head_limit);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Starts a new request; method, target and headers go to `request`, which must outlive it.
  void Begin(Request& request);

  /// Takes bytes of the head and gives how many it used; the rest is to be given again with more
  /// behind it. kHeadersTooLarge over the limit, kBadRequest for what is not HTTP.
  Result<std::size_t> FeedHead(std::string_view bytes);
  bool head_done() const;
  /// Of use once the head is done; `expects_continue` is for the caller to set.
  Framing& framing() { return framing_; }

  /// The most bytes that the body may have; without it there is no limit.
  void SetBodyLimit(std::uint64_t bytes) { body_left_ = bytes; }
  /// Appends the body's bytes to `out`, without the framing of chunks, and gives how many bytes
  /// it used. kTooLarge over the limit, kBadRequest for broken chunks.
  Result<std::size_t> FeedBody(std::string_view bytes, std::string& out);
  /// The request is whole.
  bool done() const;

 private:
  class Impl;

  std::size_t head_limit_;
  std::size_t head_used_ = 0;
  std::uint64_t body_left_ = UINT64_MAX;
  Framing framing_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace imprint::http
