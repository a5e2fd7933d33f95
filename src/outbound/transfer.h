#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "outbound/address_policy.h"
#include "outbound/curl_http_client.h"
#include "outbound/request_headers.h"
#include "outbound/url.h"
#include "ports/http_client.h"

namespace imprint {

/// The Location of an answer that redirects a GET, or nullptr.
const std::string* RedirectLocation(const OutboundResponse& response);

/// One request and its answer over one libcurl handle; follows nothing. Keeps references to all it
/// is given. The handle's options are this transfer's afterwards.
class Transfer {
 public:
  /// `cuts_redirects`: an answer that redirects ends where its body begins.
  Transfer(CURL* easy, const AddressPolicy& policy, const OutboundOptions& options,
           const OutboundUrl& url, const OutboundRequest& request, bool cuts_redirects);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Once only.
  Result<OutboundResponse> Run(std::chrono::steady_clock::time_point deadline);

 private:
  enum class Stop { kNot, kEnough, kHeadTooLarge, kBodyTooLarge, kNoUpload };

  static curl_socket_t OnOpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t OnHeader(char* data, std::size_t one, std::size_t bytes, void* self);
  static std::size_t OnBody(char* data, std::size_t one, std::size_t bytes, void* self);
  static std::size_t OnUpload(char* to, std::size_t one, std::size_t most, void* self);
  static int OnUploadSeek(void* self, curl_off_t place, int from);

  template <typename Value>
  void Set(CURLoption option, Value value);
  void SetPlace();
  void SetLimits(std::chrono::milliseconds left);
  void SetCallbacks();
  void SetMessage();
  void SetBody();

  curl_socket_t OpenSocket(const curl_sockaddr& address);
  bool TakeHeaderLine(std::string_view line);
  bool TakeBody(std::string_view bytes);
  std::size_t GiveBody(char* to, std::size_t most);
  int CurrentStatus() const;
  Error FailureOf(CURLcode code) const;
  Error RefusedAddress() const;

  CURL* const easy_;
  const AddressPolicy& policy_;
  const OutboundOptions& options_;
  const OutboundUrl& url_;
  const OutboundRequest& request_;
  const bool cuts_redirects_;
  HeaderList header_list_;
  OutboundResponse response_;
  Stop stop_ = Stop::kNot;
  std::size_t header_bytes_ = 0;
  bool head_complete_ = false;
  std::uint64_t uploaded_ = 0;
  bool opened_ = false;
  std::string_view refusal_;
  std::string refused_address_;
  std::array<char, CURL_ERROR_SIZE> words_{};
};

}  // namespace imprint
