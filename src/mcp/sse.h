#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace imprint::mcp {

/// One event of a text/event-stream. `type` is "message" where the server named none.
struct SseEvent {
  std::string type;
  std::string data;  // lines joined by '\n'

  bool operator==(const SseEvent&) const = default;
};

/// Takes a text/event-stream apart as the HTML standard says: lines end with CR, LF or CRLF, an
/// event ends with an empty line, and one that has no such end is none. Ids and retry times are
/// not kept. Memory is bounded by what is fed to it.
class SseParser {
 public:
  /// Takes the next bytes, cut anywhere; gives the events that are complete with them.
  std::vector<SseEvent> Feed(std::string_view bytes);

 private:
  void EndLine(std::vector<SseEvent>& events);
  void Field(std::string_view name, std::string_view value);

  std::string line_;
  std::string type_;
  std::string data_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool first_line_ = true;
};

}  // namespace imprint::mcp
