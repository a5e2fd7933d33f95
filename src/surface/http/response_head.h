#pragma once

#include <string>
#include <string_view>

#include "surface/http/message.h"

namespace imprint::http {

/// What the connection adds to a response.
struct ResponseFrame {
  std::string_view request_id = {};
  bool close = false;
  bool keep_alive = false;  // said aloud only to HTTP/1.0 clients
};

/// The reason phrase of a status.
std::string_view ReasonOf(int status);

/// False for a status that is not final or a header that could split the response.
bool IsSendable(const Response& response);

/// The bytes to send after the head for anything but HEAD: none for 204 and 304.
std::string_view BodyOf(const Response& response);

/// Appends status line and headers, up to and with the empty line. Headers that belong to the
/// server (Content-Length, Connection, Date ...) are taken from it alone.
void AppendResponseHead(std::string& out, const Response& response, const ResponseFrame& frame);

}  // namespace imprint::http
