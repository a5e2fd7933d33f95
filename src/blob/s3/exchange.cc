#include "blob/s3/exchange.h"

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace imprint::s3 {
namespace {

using std::chrono::milliseconds;

// What a connection to an object store brings at the very least.
constexpr std::uint64_t kBytesPerSecond = 512 * 1024;
constexpr long kStallBytesPerSecond = 1024;
// A page of a listing is about 300 KB.
constexpr std::size_t kLargestBody = 8 * 1024 * 1024;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

struct ListCleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListCleanup>;

void Append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

HeaderList ListOf(const Pairs& headers) {
  HeaderList list;
  for (const auto& [name, value] : headers) {
    // libcurl takes "name:" for the wish to send no such header.
    Append(list, value.empty() ? name + ";" : name + ": " + value);
  }
  // Waiting for a word before the body costs a second where the server says none.
  Append(list, "Expect:");
  return list;
}

}  // namespace

std::string_view Answer::Header(std::string_view name) const {
  for (const auto& [own, value] : headers) {
    if (own == name) return value;
  }
  return {};
}

std::chrono::steady_clock::time_point Patience::End() const {
  return start_ + base_ + milliseconds(bytes_ * 1000 / kBytesPerSecond);
}

milliseconds Patience::Left() const {
  const auto left = End() - std::chrono::steady_clock::now();
  return std::max(std::chrono::duration_cast<milliseconds>(left), milliseconds(0));
}

CURLcode Exchange::Run() {
  curl_easy_reset(easy_);
  const HeaderList headers = ListOf(wire_.headers);
  Set(CURLOPT_HTTPHEADER, headers.get());
  SetPlace();
  SetLimits();
  SetMessage();
  const CURLcode code = curl_easy_perform(easy_);
  // libcurl makes do with a head that was cut off.
  return code == CURLE_OK && !head_complete_ ? CURLE_PARTIAL_FILE : code;
}

std::string Exchange::Words(CURLcode code) const {
  return words_.front() != '\0' ? words_.data() : curl_easy_strerror(code);
}

// An option that libcurl does not take could be one that keeps somebody out.
template <typename Value>
void Exchange::Set(CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy_, option, value);
  if (code != CURLE_OK) throw std::logic_error(curl_easy_strerror(code));
}

void Exchange::SetPlace() {
  Set(CURLOPT_URL, wire_.url.c_str());
  // The path was signed as it stands.
  Set(CURLOPT_PATH_AS_IS, 1L);
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  // An empty text, not a null pointer, keeps the environment's proxies out.
  Set(CURLOPT_PROXY, "");
  Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(CURLOPT_SSL_VERIFYPEER, 1L);
  Set(CURLOPT_SSL_VERIFYHOST, 2L);
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!wire_.ca_file.empty()) Set(CURLOPT_CAINFO, wire_.ca_file.c_str());
}

void Exchange::SetLimits() {
  Set(CURLOPT_NOSIGNAL, 1L);
  // Without this a time-out waits for the resolver's thread all the same.
  Set(CURLOPT_QUICK_EXIT, 1L);
  Set(CURLOPT_MAXCONNECTS, 2L);
  // 0 would mean libcurl's own default.
  const milliseconds left = std::max(patience_.Left(), milliseconds(1));
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(left, wire_.connect_timeout).count()));
  if (!Streams()) {
    Set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    return;
  }
  const auto stall = std::chrono::ceil<std::chrono::seconds>(wire_.stall_timeout);
  Set(CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
  Set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall.count()));
  Set(CURLOPT_NOPROGRESS, 0L);
  Set(CURLOPT_XFERINFOFUNCTION, &Exchange::OnProgress);
  Set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
}

void Exchange::SetMessage() {
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_HTTP09_ALLOWED, 0L);
  Set(CURLOPT_USERAGENT, "imprint");
  Set(CURLOPT_HEADERFUNCTION, &Exchange::OnHeader);
  Set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(CURLOPT_WRITEFUNCTION, &Exchange::OnBody);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  Set(CURLOPT_ERRORBUFFER, words_.data());
  if (wire_.method == "PUT") {
    Set(CURLOPT_UPLOAD, 1L);
    Set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(wire_.body_size));
    Set(CURLOPT_READFUNCTION, &Exchange::OnRead);
    Set(CURLOPT_READDATA, static_cast<void*>(this));
    Set(CURLOPT_SEEKFUNCTION, &Exchange::OnSeek);
    Set(CURLOPT_SEEKDATA, static_cast<void*>(this));
  } else if (wire_.method == "HEAD") {
    Set(CURLOPT_NOBODY, 1L);
  } else {
    Set(CURLOPT_HTTPGET, 1L);
    Set(CURLOPT_CUSTOMREQUEST, wire_.method.c_str());
  }
}

std::size_t Exchange::OnHeader(char* data, std::size_t, std::size_t bytes, void* self) {
  static_cast<Exchange*>(self)->TakeHeaderLine({data, bytes});
  return bytes;
}

std::size_t Exchange::OnBody(char* data, std::size_t, std::size_t bytes, void* self) {
  return static_cast<Exchange*>(self)->TakeBody({data, bytes}) ? bytes : 0;
}

std::size_t Exchange::OnRead(char* into, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (exchange.wire_.body == nullptr) return 0;
  const std::uint64_t most = exchange.wire_.body_size - exchange.sent_;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size * count, most));
  const auto got = exchange.wire_.body->ReadAt(exchange.sent_, into, wanted);
  if (!got) {
    exchange.own_failure_ = Fail(got.error());
    return CURL_READFUNC_ABORT;
  }
  exchange.sent_ += *got;
  return *got;
}

int Exchange::OnSeek(void* self, curl_off_t offset, int origin) {
  if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_FAIL;
  static_cast<Exchange*>(self)->sent_ = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

int Exchange::OnProgress(void* self, curl_off_t down, curl_off_t, curl_off_t, curl_off_t) {
  auto& patience = static_cast<Exchange*>(self)->patience_;
  if (down > 0) patience.Allow(static_cast<std::uint64_t>(down));
  return patience.Left() > milliseconds(0) ? 0 : 1;
}

void Exchange::TakeHeaderLine(std::string_view line) {
  if (head_complete_ && !line.starts_with("HTTP/")) return;  // a trailer
  if (line.starts_with("HTTP/")) {
    answer_.headers.clear();  // what came was an interim answer
    head_complete_ = false;
  } else if (Trim(line).empty()) {
    head_complete_ = true;
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    answer_.status = static_cast<int>(status);
  } else if (const std::size_t colon = line.find(':'); colon != line.npos) {
    answer_.headers.emplace_back(Lower(Trim(line.substr(0, colon))), Trim(line.substr(colon + 1)));
  }
}

bool Exchange::TakeBody(std::string_view bytes) {
  const bool wanted = answer_.status >= 200 && answer_.status < 300;
  if (wanted && wire_.sink != nullptr) {
    own_failure_ = wire_.sink->Take(bytes);
    return own_failure_.has_value();
  }
  if (bytes.size() > kLargestBody - answer_.body.size()) return false;
  answer_.body += bytes;
  return true;
}

}  // namespace imprint::s3
