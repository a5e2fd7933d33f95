#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "blob/file.h"
#include "blob/s3/signature.h"

namespace imprint::s3 {

/// Where the body of an answer goes.
class Sink {
 public:
  virtual ~Sink() = default;
  /// Forgets what came: the body will be sent again from its start.
  virtual Status Restart() = 0;
  virtual Status Take(std::string_view bytes) = 0;
};

struct Answer {
  int status = 0;
  Pairs headers;     // names in lower case
  std::string body;  // of answers without a sink, and of errors

  /// The value of a header, by its name in lower case; empty when there is none.
  std::string_view Header(std::string_view name) const;
};

/// The time for a call: so much for the call itself, and more for its bytes as they become known.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds base)
      : start_(std::chrono::steady_clock::now()), base_(base) {}
  void Allow(std::uint64_t bytes) { bytes_ = std::max(bytes_, bytes); }
  std::chrono::steady_clock::time_point End() const;
  /// Not negative.
  std::chrono::milliseconds Left() const;

 private:
  const std::chrono::steady_clock::time_point start_;
  const std::chrono::milliseconds base_;
  std::uint64_t bytes_ = 0;
};

/// One request as it goes over the wire.
struct Wire {
  std::string method;
  std::string url;
  Pairs headers;
  const File* body = nullptr;  // read from its start
  std::uint64_t body_size = 0;
  Sink* sink = nullptr;  // for the body of a 2xx answer
  std::string ca_file;
  std::chrono::milliseconds connect_timeout{};
  std::chrono::milliseconds stall_timeout{};
};

/// One request and its answer with one handle of libcurl, from which it changes nothing but
/// options.
class Exchange {
 public:
  Exchange(CURL* easy, const Wire& wire, Patience& patience)
      : easy_(easy), wire_(wire), patience_(patience) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// CURLE_OK only with a whole answer.
  CURLcode Run();
  const Answer& answer() const { return answer_; }
  Answer& answer() { return answer_; }
  /// What this machine could not do with the bytes: read the body, or take the answer.
  const Status& own_failure() const { return own_failure_; }
  /// libcurl's words for what Run gave.
  std::string Words(CURLcode code) const;

 private:
  static std::size_t OnHeader(char* data, std::size_t, std::size_t bytes, void* self);
  static std::size_t OnBody(char* data, std::size_t, std::size_t bytes, void* self);
  static std::size_t OnRead(char* into, std::size_t size, std::size_t count, void* self);
  static int OnSeek(void* self, curl_off_t offset, int origin);
  static int OnProgress(void* self, curl_off_t down, curl_off_t, curl_off_t, curl_off_t);

  template <typename Value>
  void Set(CURLoption option, Value value);
  void SetPlace();
  void SetLimits();
  void SetMessage();
  void TakeHeaderLine(std::string_view line);
  bool TakeBody(std::string_view bytes);
  bool Streams() const { return wire_.body != nullptr || wire_.sink != nullptr; }

  CURL* const easy_;
  const Wire& wire_;
  Patience& patience_;
  Answer answer_;
  Status own_failure_;
  std::uint64_t sent_ = 0;
  bool head_complete_ = false;
  std::array<char, CURL_ERROR_SIZE> words_{};
};

}  // namespace imprint::s3
