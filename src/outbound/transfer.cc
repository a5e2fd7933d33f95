#include "outbound/transfer.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "outbound/transfer_error.h"

namespace imprint {
namespace {

using std::chrono::milliseconds;

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

const std::string* RedirectLocation(const OutboundResponse& response) {
  switch (response.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      break;
    default:
      return nullptr;
  }
  const std::string* location = response.Header("location");
  return location == nullptr || location->empty() ? nullptr : location;
}

Transfer::Transfer(CURL* easy, const AddressPolicy& policy, const OutboundOptions& options,
                   const OutboundUrl& url, const OutboundRequest& request, bool cuts_redirects)
    : easy_(easy),
      policy_(policy),
      options_(options),
      url_(url),
      request_(request),
      cuts_redirects_(cuts_redirects),
      header_list_(MakeHeaderList(request)) {}

Result<OutboundResponse> Transfer::Run(std::chrono::steady_clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left <= milliseconds(0)) return Fail(FailureOf(CURLE_OPERATION_TIMEDOUT));
  curl_easy_reset(easy_);
  SetPlace();
  SetLimits(left);
  SetCallbacks();
  SetMessage();
  const CURLcode code = curl_easy_perform(easy_);
  response_.status = CurrentStatus();
  if (code != CURLE_OK && stop_ != Stop::kEnough) return Fail(FailureOf(code));
  // libcurl makes do with a head that was cut off.
  if (!head_complete_) return Fail(FailureOf(CURLE_PARTIAL_FILE));
  return std::move(response_);
}

// An option that libcurl does not take could be one that keeps somebody out.
template <typename Value>
void Transfer::Set(CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy_, option, value);
  if (code != CURLE_OK) throw std::logic_error(curl_easy_strerror(code));
}

void Transfer::SetPlace() {
  Set(CURLOPT_CURLU, url_.handle());
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  // An empty text, not a null pointer, keeps the environment's proxies out.
  Set(CURLOPT_PROXY, "");
  Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(CURLOPT_SSL_VERIFYPEER, 1L);
  Set(CURLOPT_SSL_VERIFYHOST, 2L);
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) Set(CURLOPT_CAINFO, options_.ca_file.c_str());
}

void Transfer::SetLimits(milliseconds left) {
  Set(CURLOPT_NOSIGNAL, 1L);
  // Without this a time-out waits for the resolver's thread all the same.
  Set(CURLOPT_QUICK_EXIT, 1L);
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  const auto connect = std::max(milliseconds(1), std::min(left, options_.connect_timeout));
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect.count()));
  Set(CURLOPT_MAXCONNECTS, 2L);
}

void Transfer::SetCallbacks() {
  Set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::OnOpenSocket);
  Set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  Set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
  Set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  Set(CURLOPT_ERRORBUFFER, words_.data());
}

void Transfer::SetMessage() {
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_HTTP09_ALLOWED, 0L);
  Set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  Set(CURLOPT_HTTPHEADER, header_list_.get());
  SetBody();
  Set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void Transfer::SetBody() {
  const bool has_body = !request_.body.empty() || request_.method == "POST" ||
                        request_.method == "PUT" || request_.method == "PATCH";
  if (request_.method == "HEAD") {
    Set(CURLOPT_NOBODY, 1L);
  } else if (request_.upload) {
    Set(CURLOPT_UPLOAD, 1L);
    Set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.upload_bytes));
    Set(CURLOPT_READFUNCTION, &Transfer::OnUpload);
    Set(CURLOPT_READDATA, static_cast<void*>(this));
    // A connection that was kept open may turn out to be gone when the body is under way.
    Set(CURLOPT_SEEKFUNCTION, &Transfer::OnUploadSeek);
    Set(CURLOPT_SEEKDATA, static_cast<void*>(this));
  } else if (has_body) {
    Set(CURLOPT_POSTFIELDS, request_.body.data());
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  } else {
    Set(CURLOPT_HTTPGET, 1L);
  }
}

curl_socket_t Transfer::OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  return static_cast<Transfer*>(self)->OpenSocket(*address);
}

std::size_t Transfer::OnHeader(char* data, std::size_t, std::size_t bytes, void* self) {
  return static_cast<Transfer*>(self)->TakeHeaderLine({data, bytes}) ? bytes : 0;
}

std::size_t Transfer::OnBody(char* data, std::size_t, std::size_t bytes, void* self) {
  return static_cast<Transfer*>(self)->TakeBody({data, bytes}) ? bytes : 0;
}

std::size_t Transfer::OnUpload(char* to, std::size_t one, std::size_t most, void* self) {
  return static_cast<Transfer*>(self)->GiveBody(to, one * most);
}

int Transfer::OnUploadSeek(void* self, curl_off_t place, int from) {
  if (from != SEEK_SET || place < 0) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Transfer*>(self)->uploaded_ = static_cast<std::uint64_t>(place);
  return CURL_SEEKFUNC_OK;
}

curl_socket_t Transfer::OpenSocket(const curl_sockaddr& address) {
  const auto ip = IpAddress::From(address.addr);
  if (!ip) return CURL_SOCKET_BAD;
  if (!policy_.AllowsHost(url_.host())) {
    if (const auto refusal = policy_.Refusal(*ip)) {
      refusal_ = *refusal;
      refused_address_ = ip->Text();
      return CURL_SOCKET_BAD;
    }
  }
  opened_ = true;
  return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

bool Transfer::TakeHeaderLine(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > options_.max_header_bytes) {
    stop_ = Stop::kHeadTooLarge;
    return false;
  }
  if (head_complete_ && !line.starts_with("HTTP/")) return true;  // a trailer
  const bool folded = line.starts_with(' ') || line.starts_with('\t');
  if (line.starts_with("HTTP/")) {
    response_.headers.clear();  // what came was an interim answer
    head_complete_ = false;
  } else if (Trim(line).empty()) {
    head_complete_ = true;
  } else if (folded && !response_.headers.empty()) {
    response_.headers.back().second.append(" ").append(Trim(line));
  } else if (const std::size_t colon = line.find(':'); colon != line.npos) {
    response_.headers.emplace_back(Lower(Trim(line.substr(0, colon))),
                                   Trim(line.substr(colon + 1)));
  }
  return true;
}

bool Transfer::TakeBody(std::string_view bytes) {
  response_.status = CurrentStatus();
  if (cuts_redirects_ && RedirectLocation(response_) != nullptr) {
    stop_ = Stop::kEnough;
    return false;
  }
  if (bytes.size() > request_.max_response_bytes - response_.body.size()) {
    stop_ = Stop::kBodyTooLarge;
    return false;
  }
  response_.body.append(bytes);
  if (request_.enough && request_.enough(response_.body)) {
    stop_ = Stop::kEnough;
    return false;
  }
  return true;
}

std::size_t Transfer::GiveBody(char* to, std::size_t most) {
  const std::uint64_t left = request_.upload_bytes - std::min(uploaded_, request_.upload_bytes);
  most = static_cast<std::size_t>(std::min<std::uint64_t>(most, left));
  if (most == 0) return 0;
  const auto given = request_.upload(uploaded_, to, most);
  if (!given || *given == 0 || *given > most) {
    stop_ = Stop::kNoUpload;
    return CURL_READFUNC_ABORT;
  }
  uploaded_ += *given;
  return *given;
}

int Transfer::CurrentStatus() const {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

Error Transfer::FailureOf(CURLcode code) const {
  if (!refusal_.empty() && !opened_) return RefusedAddress();
  switch (stop_) {
    case Stop::kHeadTooLarge:
      return Error(ErrorCode::kOutboundFailed,
                   fmt::format("{} answers with headers of more than {} bytes.", url_.host(),
                               options_.max_header_bytes));
    case Stop::kBodyTooLarge:
      return Error(ErrorCode::kOutboundFailed,
                   fmt::format("{} answers with more than {} bytes.", url_.host(),
                               request_.max_response_bytes));
    case Stop::kNoUpload:
      return Error(ErrorCode::kOutboundFailed,
                   fmt::format("What was to be sent to {} cannot be read.", url_.host()));
    case Stop::kEnough:
    case Stop::kNot:
      break;
  }
  return TransferError(code, url_.host())
      .WithDetail(words_.front() != '\0' ? words_.data() : curl_easy_strerror(code));
}

Error Transfer::RefusedAddress() const {
  return Error(ErrorCode::kOutboundRefused,
               fmt::format("{} leads to {}, where this server may not connect.", url_.host(),
                           refusal_))
      .WithDetail(fmt::format("{} is {}", url_.host(), refused_address_));
}

}  // namespace imprint
