#include "surface/http/connection.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <memory>
#include <utility>

#include "base/text_pool.h"
#include "surface/http/forwarded.h"
#include "surface/http/invoke.h"
#include "surface/http/request_head.h"
#include "surface/http/response_head.h"

namespace imprint::http {
namespace {

constexpr std::size_t kIdleBuffer = 8 * 1024;
constexpr std::size_t kBodyBuffer = 128 * 1024;
constexpr std::uint64_t kLeastBytesPerSecond = 1024;       // of a body, after body_timeout
constexpr std::uint64_t kHeldBytesPerSecond = 256 * 1024;  // of an answer that holds memory
constexpr std::chrono::seconds kHeldTime{10};
constexpr std::size_t kPieceBytes = 256 * 1024;  // of an upload, held in memory
// While stopping, who has just connected may still send the request that they connected for.
constexpr std::chrono::seconds kFirstRequest{1};
constexpr std::size_t kTlsRecordBytes = 16 * 1024;

std::size_t BodyBuffer(const Framing& framing) {
  if (framing.chunked) return kBodyBuffer;
  return std::clamp<std::uint64_t>(framing.content_length, kIdleBuffer, kBodyBuffer);
}

/// The most bytes of a body that are in memory at one time where `most` are kept.
std::uint64_t BodyLimit(const Framing& framing, std::uint64_t most) {
  return framing.chunked ? most : std::min<std::uint64_t>(framing.content_length, most);
}

Error Overloaded() {
  return Error(ErrorCode::kUnavailable, "the server is busy, try again later");
}

}  // namespace

Connection::Connection(Socket socket, Shared& shared)
    : stream_(std::move(socket), shared.tls.Get()),
      shared_(shared),
      pool_done_(stream_.executor()),
      peer_(stream_.PeerAddress()),
      buffer_(kIdleBuffer),
      parser_(shared.limits.header_bytes) {}

void Connection::OnTick(Clock::time_point now) {
  stream_.OnTick(now);
  if (idle_ && close_at_ && now >= *close_at_) stream_.Cancel();
}

void Connection::CloseWhenIdle() {
  if (!idle_) return;
  if (served_any_) {
    stream_.Cancel();
  } else {
    close_at_ = Clock::now() + kFirstRequest;
  }
}

void Connection::Abort() {
  stream_.Abort();
}

Task<void> Connection::Run() {
  bool open = true;
  if (stream_.encrypted()) {
    idle_ = true;
    open = co_await stream_.Handshake(Clock::now() + shared_.limits.header_timeout);
    idle_ = false;
  }
  if (open) co_await Converse();
  const bool unread = refused_ || !buffer_.empty();
  co_await stream_.Close(unread && !gone_);
}

Task<void> Connection::Converse() {
  while (keep_open_ && !gone_) {
    if (buffer_.empty()) {
      const bool more = co_await AwaitFirstByte();
      if (!more) break;
    }
    BeginRequest();
    Response response = co_await Answer();
    if (gone_) {
      Log(0, 0, account_);
    } else {
      co_await Send(std::move(response));
    }
  }
}

void Connection::BeginRequest() {
  request_ = {};
  request_.peer = peer_;
  request_.secure = stream_.encrypted();
  pattern_ = "-";
  detail_.clear();
  account_.clear();
  body_received_ = 0;
  begun_ = Clock::now();
  served_any_ = true;
  parser_.Begin(request_);
}

Task<Response> Connection::Answer() {
  Status ready = ParseHead();
  if (ready && !parser_.head_done()) ready = co_await ReadHead();
  request_.id = ChooseRequestId(request_);
  ApplyForwarded(request_, shared_.trusted_proxies);
  if (ready) ready = CompleteHead(request_, parser_.framing());
  if (!ready) co_return Refuse(ready.error());

  Router::Match match = shared_.router.Find(request_.method, raw_path());
  if (!match.route) co_return RefuseUnrouted(match);
  pattern_ = match.route->pattern;
  if (match.is_fallback) co_return AnswerFallback(*match.route);
  request_.params = std::move(match.params);
  if (match.route->open_sink) co_return co_await AnswerUpload(*match.route);
  co_return co_await AnswerWhole(*match.route);
}

Task<Response> Connection::AnswerWhole(const Route& route) {
  Status read = AdmitBody(shared_.limits.body_bytes);
  ByteBudget::Grant memory;
  if (read && !parser_.done()) {
    auto taken = TakeMemory(BodyLimit(parser_.framing(), shared_.limits.body_bytes));
    if (!taken) co_return Refuse(taken.error());
    memory = std::move(*taken);
    co_await AskForBody();
    read = co_await ReadBody(request_.body, SIZE_MAX);
    memory.ShrinkTo(request_.body.capacity() + buffer_.capacity());
  }
  if (!read) co_return Refuse(read.error());

  Result<Response> response = Fail(Overloaded());
  const bool at_once =
      route.runs == Runs::kQuick || (route.runs == Runs::kLookup && shared_.lookups_inline);
  if (at_once) {
    response = CallHandler(route.handler, request_);
  } else {
    co_await OnPool(WorkerPool::Kind::kNew,
                    [&] { response = CallHandler(route.handler, request_); });
  }
  if (response && response->deferred) response = co_await Await(std::move(response->deferred));
  if (!response) co_return Refuse(response.error());
  co_return std::move(*response);
}

Task<Response> Connection::AnswerUpload(const Route& route) {
  const Status admitted = AdmitBody(shared_.limits.upload_bytes);
  if (!admitted) co_return Refuse(admitted.error());

  Result<std::unique_ptr<BodySink>> sink = Fail(Overloaded());
  co_await OnPool(WorkerPool::Kind::kNew, [&] { sink = CallOpener(route.open_sink, request_); });
  if (!sink) co_return Refuse(sink.error());
  account_ = (*sink)->account();
  if (const Status welcome = (*sink)->Admit(); !welcome) co_return Refuse(welcome.error());
  const auto memory = TakeMemory(BodyLimit(parser_.framing(), kPieceBytes));
  if (!memory) co_return Refuse(memory.error());

  const Status fed = co_await FeedSink(**sink);
  Result<Response> response = Fail(Overloaded());
  // The sink touches the disk when it is dropped, too.
  co_await OnPool(WorkerPool::Kind::kContinuation, [&] {
    if (fed) response = CallFinish(**sink);
    sink->reset();
  });
  if (!fed) co_return Refuse(fed.error());
  if (!response) co_return Refuse(response.error());
  co_return std::move(*response);
}

Task<Status> Connection::FeedSink(BodySink& sink) {
  co_await AskForBody();
  std::string piece;
  while (!parser_.done()) {
    piece.clear();
    const Status read = co_await ReadBody(piece, kPieceBytes);
    if (!read) co_return read;
    if (piece.empty()) continue;
    Status written = Fail(Overloaded());
    co_await OnPool(WorkerPool::Kind::kContinuation, [&] { written = CallWrite(sink, piece); });
    if (!written) co_return written;
  }
  co_return Status{};
}

Response Connection::Refuse(const Error& error) {
  refused_ = !parser_.done() || error.code() == ErrorCode::kBadRequest;
  detail_ = error.detail;
  Response response = CallRenderer(shared_.router, raw_path(), error);
  response.account = account_;
  return response;
}

Response Connection::AnswerFallback(const Route& route) {
  auto response = CallHandler(route.handler, request_);
  if (!response) return Refuse(response.error());
  refused_ = !parser_.done();
  return std::move(*response);
}

Response Connection::RefuseUnrouted(const Router::Match& match) {
  if (match.allowed.empty()) {
    return Refuse(Error(ErrorCode::kUnknownPath, "there is nothing at this path"));
  }
  std::string allowed;
  for (const std::string& method : match.allowed) {
    if (!allowed.empty()) allowed += ", ";
    allowed += method;
  }
  Response response =
      Refuse(Error(ErrorCode::kMethodNotAllowed, "this path takes " + allowed + " only"));
  response.headers.emplace_back("Allow", std::move(allowed));
  return response;
}

Task<bool> Connection::AwaitFirstByte() {
  if (shared_.stopping && served_any_) co_return false;
  // What the last request took is given back while the connection rests.
  buffer_.Resize(kIdleBuffer);
  request_.body = std::string();
  const auto& limits = shared_.limits;
  const auto timeout = served_any_ ? limits.idle_timeout : limits.header_timeout;
  idle_ = true;
  if (shared_.stopping) close_at_ = Clock::now() + kFirstRequest;
  const Got got = co_await stream_.Read(buffer_, Clock::now() + timeout);
  idle_ = false;
  co_return got == Got::kBytes;
}

Task<Status> Connection::ReadHead() {
  const auto deadline = begun_ + shared_.limits.header_timeout;
  while (!parser_.head_done()) {
    if (buffer_.full()) buffer_.Resize(buffer_.capacity() * 2);
    const Got got = co_await stream_.Read(buffer_, deadline);
    if (got != Got::kBytes) co_return Interrupted(got);
    const Status parsed = ParseHead();
    if (!parsed) co_return parsed;
  }
  co_return Status{};
}

Status Connection::ParseHead() {
  const Result<std::size_t> used = parser_.FeedHead(buffer_.view());
  if (!used) return Fail(used.error());
  buffer_.Consume(*used);
  return {};
}

Status Connection::AdmitBody(std::uint64_t limit) {
  if (parser_.framing().content_length > limit) {
    return Fail(ErrorCode::kTooLarge,
                "the request body must not exceed " + std::to_string(limit) + " bytes");
  }
  parser_.SetBodyLimit(limit);
  return {};
}

// Never waits: this is an I/O thread.
Result<ByteBudget::Grant> Connection::TakeMemory(std::uint64_t body) const {
  if (body <= kIdleBuffer) return ByteBudget::Grant();
  return shared_.bodies.Take(body + std::min<std::uint64_t>(body, kBodyBuffer),
                             std::chrono::milliseconds(0));
}

Task<Status> Connection::ReadBody(std::string& out, std::size_t enough) {
  for (;;) {
    const Status parsed = ParseBody(out);
    if (!parsed) co_return parsed;
    if (parser_.done() || out.size() >= enough) co_return Status{};
    buffer_.Resize(BodyBuffer(parser_.framing()));
    // Who sends a byte now and then would otherwise keep its memory for ever.
    const auto slowest = begun_ + shared_.limits.body_timeout +
                         std::chrono::seconds(body_received_ / kLeastBytesPerSecond);
    const auto patience = Clock::now() + shared_.limits.body_timeout;
    const Got got = co_await stream_.Read(buffer_, std::min(patience, slowest));
    if (got != Got::kBytes) co_return Interrupted(got);
  }
}

Status Connection::ParseBody(std::string& out) {
  const Result<std::size_t> used = parser_.FeedBody(buffer_.view(), out);
  if (!used) return Fail(used.error());
  buffer_.Consume(*used);
  body_received_ += *used;
  if (*used == 0 && buffer_.view().size() >= kBodyBuffer) {
    return Fail(ErrorCode::kBadRequest, "the extensions or trailers of the body are too long");
  }
  return {};
}

Status Connection::Interrupted(Got got) {
  if (got == Got::kTimeout) {
    return Fail(ErrorCode::kTimeout, "the request did not arrive in time");
  }
  gone_ = true;
  return Fail(ErrorCode::kBadRequest, "the request was cut off");
}

Task<void> Connection::AskForBody() {
  if (!parser_.framing().expects_continue || !buffer_.empty()) co_return;
  co_await Write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

Task<void> Connection::Send(Response response) {
  if (!IsSendable(response)) {
    response =
        CallRenderer(shared_.router, raw_path(), Error(ErrorCode::kInternal, "internal error"));
    detail_ = "the response had a bad status or header";
  }
  const Framing& framing = parser_.framing();
  keep_open_ = framing.keep_alive && !refused_ && !shared_.stopping;
  head_out_.clear();
  AppendResponseHead(
      head_out_, response,
      {.request_id = request_.id, .close = !keep_open_, .keep_alive = !framing.http11});
  std::string_view body = request_.method == "HEAD" ? std::string_view() : BodyOf(response);
  const std::size_t bytes = head_out_.size() + body.size();
  if (stream_.encrypted() && bytes <= kTlsRecordBytes) {
    // One record, and so one packet, in place of two.
    head_out_ += body;
    body = {};
  }
  // Memory that others wait for is not the client's to keep.
  const auto end =
      response.held ? Clock::now() + kHeldTime + std::chrono::seconds(bytes / kHeldBytesPerSecond)
                    : Clock::time_point::max();
  co_await Write(head_out_, body, end);
  Log(response.status, bytes, response.account);
  GiveBackText(std::move(response.body));
}

Task<void> Connection::Write(std::string_view head, std::string_view body, Clock::time_point end) {
  const bool written = co_await stream_.Write(head, body, shared_.limits.write_timeout, end);
  if (!written) gone_ = true;
}

Task<Result<Response>> Connection::Await(std::shared_ptr<Deferred> deferred) {
  // Counted like a job that waits for a worker, until it is answered.
  const auto place = shared_.pool.Reserve(AddressKey(request_.peer));
  if (!place) {
    shared_.metrics.Add(Count::kOverloaded);
    co_return Fail(Overloaded());
  }
  // The cancellation is run by this I/O thread, so not before the wait below has begun.
  pool_done_.expires_at(Clock::time_point::max());
  Status begun;
  const auto done = [this, &begun](Status status) {
    begun = std::move(status);
    asio::post(stream_.executor(), [this] { pool_done_.cancel(); });
  };
  if (!shared_.lookups_inline || deferred->begins_slowly()) {
    const bool taken =
        shared_.pool.Submit(WorkerPool::Kind::kContinuation, AddressKey(request_.peer),
                            [deferred, done] { CallBegin(*deferred, done); });
    if (!taken) {
      shared_.metrics.Add(Count::kOverloaded);
      co_return Fail(Overloaded());
    }
  } else {
    CallBegin(*deferred, done);
  }
  boost::system::error_code ignored;
  co_await pool_done_.async_wait(asio::redirect_error(kAwait, ignored));
  if (!begun) co_return Fail(begun.error());
  if (!deferred->ends_slowly()) co_return CallDeferred(*deferred);
  Result<Response> response = Fail(Overloaded());
  co_await OnPool(WorkerPool::Kind::kContinuation, [&] { response = CallDeferred(*deferred); });
  co_return response;
}

Task<bool> Connection::OnPool(WorkerPool::Kind kind, std::function<void()> work) {
  // The cancellation is run by this I/O thread, so not before the wait below has begun.
  const bool taken = shared_.pool.Submit(kind, AddressKey(request_.peer), [this, &work] {
    work();
    asio::post(stream_.executor(), [this] { pool_done_.cancel(); });
  });
  if (!taken) {
    shared_.metrics.Add(Count::kOverloaded);
    co_return false;
  }
  boost::system::error_code ignored;
  pool_done_.expires_at(Clock::time_point::max());
  co_await pool_done_.async_wait(asio::redirect_error(kAwait, ignored));
  co_return true;
}

void Connection::Log(int status, std::uint64_t bytes, std::string_view account) const {
  if (!shared_.log) return;
  const auto took = Clock::now() - begun_;
  shared_.log({.request_id = request_.id,
               .method = request_.method.empty() ? "-" : std::string_view(request_.method),
               .pattern = pattern_,
               .peer = request_.peer,
               .account = account,
               .status = status,
               .response_bytes = bytes,
               .micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count(),
               .detail = detail_});
}

std::string_view Connection::raw_path() const {
  return RawPath(request_.target);
}

}  // namespace imprint::http
