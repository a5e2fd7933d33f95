#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json/document.h"
#include "mcp/sse.h"

namespace imprint::mcp {

/// A server's answer to one JSON-RPC request: its `result`, or the `error` it gives instead.
struct Answer {
  json::Document document;
  std::uint32_t index = 0;
  bool is_error = false;

  json::Value value() const { return json::Value(&document, index); }
};

/// Finds the answer to the request `id` in the body of an HTTP answer, which is application/json
/// (a message or a batch of them) or text/event-stream; what else the server says in between is
/// passed over. An id may come back as a number or as a string. An error that names no request is
/// taken for the answer. kOutboundFailed when there is none, or when the body is something else.
Result<Answer> ReadAnswer(std::string_view content_type, std::string_view body, std::int64_t id);

/// Says when a body that is still coming holds the answer as an event, so that a stream which the
/// server keeps open need not be waited for. Quiet about bodies that are no event stream.
class AnswerWatch {
 public:
  explicit AnswerWatch(std::int64_t id) : id_(id) {}

  /// `received` is the whole body so far. True when the answer, or an event that is not JSON, is
  /// complete in it.
  bool IsComplete(std::string_view received);

 private:
  std::int64_t id_;
  SseParser parser_;
  std::size_t seen_ = 0;
};

}  // namespace imprint::mcp
