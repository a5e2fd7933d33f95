#include "mcp/sse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imprint::mcp {
namespace {

using Events = std::vector<SseEvent>;

Events FedInPieces(std::string_view bytes, std::size_t size) {
  SseParser parser;
  Events all;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    for (SseEvent& event : parser.Feed(bytes.substr(0, size))) all.push_back(std::move(event));
  }
  return all;
}

TEST(SseParser, ReadsEventsHoweverTheyAreCut) {
  const struct {
    const char* what;
    std::string bytes;
    Events events;
  } cases[] = {
      {"nothing", "", {}},
      {"one event", "data: a\n\n", {{"message", "a"}}},
      {"a type", "event: ping\ndata: a\n\n", {{"ping", "a"}}},
      {"the type is of one event only",
       "event: x\ndata: a\n\ndata: b\n\n",
       {{"x", "a"}, {"message", "b"}}},
      {"the last type counts", "event: x\nevent: y\ndata: a\n\n", {{"y", "a"}}},
      {"several lines of data", "data: a\ndata:\ndata: b\n\n", {{"message", "a\n\nb"}}},
      {"CRLF",
       "event: x\r\ndata: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n",
       {{"x", "a\nb"}, {"message", "c"}}},
      {"CR", "data: a\rdata: b\r\rdata: c\r\r", {{"message", "a\nb"}, {"message", "c"}}},
      {"mixed ends", "data: a\r\n\ndata: b\n\r", {{"message", "a"}, {"message", "b"}}},
      {"comments", ": hello\ndata: a\n:\ndata: b\n: bye\n\n", {{"message", "a\nb"}}},
      {"other fields", "id: 1\nretry: 10\nfoo: bar\nfoo\ndata: a\n\n", {{"message", "a"}}},
      {"only one space goes", "data:  a \n\n", {{"message", " a "}}},
      {"no space", "data:a:b\n\n", {{"message", "a:b"}}},
      {"a field without a colon", "data\n\n", {{"message", ""}}},
      {"an empty event that carries an id", "id: 1\ndata:\n\n", {{"message", ""}}},
      {"an event without data is none", "event: x\n\ndata: a\n\n", {{"message", "a"}}},
      {"field names have their case", "Data: a\n\n", {}},
      {"no end", "data: a\n\ndata: b\n", {{"message", "a"}}},
      {"no end of line", "data: a\n\ndata: b", {{"message", "a"}}},
      {"a byte order mark",
       "\xEF\xBB\xBF"
       "data: a\n\n",
       {{"message", "a"}}},
      {"a later byte order mark is of the name",
       "\n\xEF\xBB\xBF"
       "data: a\n\n",
       {}},
      {"JSON is no event", "{\n\"data: x\": 1,\n\n\"a\":\n\n2}\n\n", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(SseParser().Feed(c.bytes), c.events);
    for (const std::size_t size : {1, 2, 3, 7}) EXPECT_EQ(FedInPieces(c.bytes, size), c.events);
  }
}

TEST(SseParser, KeepsZeroBytesAndLongLines) {
  const std::string data = std::string("a\0b", 3) + std::string(100'000, 'x');
  EXPECT_EQ(FedInPieces("data: " + data + "\n\n", 1000), (Events{{"message", data}}));
}

}  // namespace
}  // namespace imprint::mcp
