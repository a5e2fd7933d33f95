#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_budget.h"
#include "base/error.h"
#include "surface/http/read_buffer.h"
#include "surface/http/request_parser.h"
#include "surface/http/shared.h"
#include "surface/http/stream.h"

namespace imprint::http {

/// One client: reads requests, answers them in order. All functions on its I/O thread.
class Connection {
 public:
  Connection(Socket socket, Shared& shared);

  /// Serves until the connection is to be closed, and closes it.
  Task<void> Run();
  /// Ends what waits beyond its deadline.
  void OnTick(Clock::time_point now);
  /// Closes it if it is idle; otherwise it closes after the answer under way. Before its first
  /// request, it waits a second for that.
  void CloseWhenIdle();
  void Abort();

 private:
  using Got = Stream::Got;

  Task<void> Converse();

  // One request from head to answer. Each gives the answer, be it an error.
  Task<Response> Answer();
  Task<Response> AnswerWhole(const Route& route);
  Task<Response> AnswerUpload(const Route& route);
  Task<Status> FeedSink(BodySink& sink);
  void BeginRequest();
  Response Refuse(const Error& error);
  Response RefuseUnrouted(const Router::Match& match);
  Response AnswerFallback(const Route& route);

  // Reading. Each fails when the client is too slow, wrong, or gone (then gone_ is set).
  Task<bool> AwaitFirstByte();
  Task<Status> ReadHead();
  Task<Status> ReadBody(std::string& out, std::size_t enough);
  Status ParseHead();
  Status ParseBody(std::string& out);
  Status AdmitBody(std::uint64_t limit);
  Result<ByteBudget::Grant> TakeMemory(std::uint64_t body) const;
  Status Interrupted(Got got);

  // Writing. Sets gone_ when the client does not take it.
  Task<void> AskForBody();
  Task<void> Send(Response response);
  Task<void> Write(std::string_view head, std::string_view body,
                   Clock::time_point end = Clock::time_point::max());

  Task<Result<Response>> Await(std::shared_ptr<Deferred> deferred);
  Task<bool> OnPool(WorkerPool::Kind kind, std::function<void()> work);
  void Log(int status, std::uint64_t bytes, std::string_view account = {}) const;
  std::string_view raw_path() const;

  Stream stream_;
  Shared& shared_;
  Timer pool_done_;
  std::string peer_;
  ReadBuffer buffer_;
  RequestParser parser_;
  std::string head_out_;
  bool idle_ = false;
  bool served_any_ = false;
  bool keep_open_ = true;
  bool gone_ = false;
  std::optional<Clock::time_point> close_at_;  // unless a first request comes

  // Of the request under way.
  Request request_;
  std::string_view pattern_;
  std::string detail_;
  std::string account_;  // whose upload it is
  Clock::time_point begun_;
  bool refused_ = false;  // answered before it was read to its end
  std::uint64_t body_received_ = 0;
};

}  // namespace imprint::http
