#include "surface/http/request_parser.h"

// Beast asserts on input that a peer can send (a last chunk that arrives byte by byte) although
// it handles it well.
#define BOOST_DISABLE_ASSERTS
#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>

namespace imprint::http {
namespace {

namespace beast_http = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastView = boost::beast::string_view;

std::string_view View(BeastView text) {
  return {text.data(), text.size()};
}

std::string LowerCase(BeastView text) {
  std::string out(text.data(), text.size());
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// Beast's grammar, writing straight into a Request.
class Grammar : public beast_http::basic_parser<true> {
 public:
  Grammar(Request& request, std::uint64_t& body_left) : request_(request), body_left_(body_left) {
    body_limit(boost::none);
  }

  void set_out(std::string* out) { out_ = out; }
  bool http11() const { return http11_; }

 private:
  void on_request_impl(beast_http::verb, BeastView method, BeastView target, int version,
                       BeastError&) override {
    request_.method = View(method);
    request_.target = View(target);
    http11_ = version == 11;
  }
  void on_response_impl(int, BeastView, int, BeastError&) override {}
  void on_field_impl(beast_http::field, BeastView name, BeastView value, BeastError&) override {
    // Trailers come here too; nothing uses them.
    if (!is_header_done()) request_.headers.emplace_back(LowerCase(name), View(value));
  }
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(BeastView bytes, BeastError& error) override {
    Take(bytes, error);
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t size, BeastView, BeastError& error) override {
    if (size > body_left_) error = beast_http::error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, BeastError& error) override {
    Take(bytes, error);
    return bytes.size();
  }
  void on_finish_impl(BeastError&) override {}

  void Take(BeastView bytes, BeastError& error) {
    if (bytes.size() > body_left_) {
      error = beast_http::error::body_limit;
      return;
    }
    body_left_ -= bytes.size();
    out_->append(bytes.data(), bytes.size());
  }

  Request& request_;
  std::uint64_t& body_left_;
  std::string* out_ = nullptr;
  bool http11_ = false;
};

Error HeadTooLarge(std::size_t limit) {
  return Error(ErrorCode::kHeadersTooLarge,
               "the request line and headers must not exceed " + std::to_string(limit) + " bytes");
}

Error NotHttp(const BeastError& error) {
  return Error(ErrorCode::kBadRequest, "malformed HTTP request").WithDetail(error.message());
}

}  // namespace

class RequestParser::Impl {
 public:
  std::optional<Grammar> grammar;
};

RequestParser::RequestParser(std::size_t head_limit)
    : head_limit_(head_limit), impl_(std::make_unique<Impl>()) {}
RequestParser::~RequestParser() = default;

void RequestParser::Begin(Request& request) {
  head_used_ = 0;
  body_left_ = UINT64_MAX;
  framing_ = {};
  impl_->grammar.emplace(request, body_left_);
  impl_->grammar->header_limit(
      static_cast<std::uint32_t>(std::min<std::size_t>(head_limit_, UINT32_MAX)));
}

Result<std::size_t> RequestParser::FeedHead(std::string_view bytes) {
  Grammar& grammar = *impl_->grammar;
  std::size_t used = 0;
  if (!grammar.got_some()) {
    // RFC 9112 2.2: some clients end a body with an extra line break.
    while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n')) ++used;
  }
  if (used < bytes.size()) {
    BeastError error;
    used += grammar.put({bytes.data() + used, bytes.size() - used}, error);
    if (error == beast_http::error::header_limit) return Fail(HeadTooLarge(head_limit_));
    if (error && error != beast_http::error::need_more) return Fail(NotHttp(error));
  }
  // Beast holds its limit against the unread part alone.
  head_used_ += used;
  const std::size_t waiting = grammar.is_header_done() ? 0 : bytes.size() - used;
  if (head_used_ + waiting > head_limit_) return Fail(HeadTooLarge(head_limit_));

  if (grammar.is_header_done()) {
    framing_.http11 = grammar.http11();
    framing_.keep_alive = grammar.keep_alive();
    framing_.chunked = grammar.chunked();
    framing_.content_length = grammar.content_length().value_or(0);
    grammar.eager(true);
  }
  return used;
}

bool RequestParser::head_done() const {
  return impl_->grammar->is_header_done();
}
bool RequestParser::done() const {
  return impl_->grammar->is_done();
}

Result<std::size_t> RequestParser::FeedBody(std::string_view bytes, std::string& out) {
  if (done() || bytes.empty()) return 0;
  Grammar& grammar = *impl_->grammar;
  grammar.set_out(&out);
  BeastError error;
  const std::size_t used = grammar.put({bytes.data(), bytes.size()}, error);
  if (error == beast_http::error::body_limit) {
    return Fail(ErrorCode::kTooLarge, "the request body is too large");
  }
  if (error && error != beast_http::error::need_more) return Fail(NotHttp(error));
  return used;
}

}  // namespace imprint::http
