#include "main/client_printing.h"

#include <fmt/format.h>

#include <cstdio>

#include "client/fields.h"
#include "client/printable.h"
#include "main/terminal.h"

namespace imprint {

client::Outcome<json::Document> AskOnce(const ClientOptions& options,
                                        const client::Request& request) {
  auto session = ClientSession::Open(options);
  if (!session) return client::PassOn(session);
  return (*session)->api().Ask(request);
}

void PrintText(const std::string& text) {
  fmt::print("{}", text);
}

std::string IdLines(json::Value items) {
  std::string out;
  items.ForEachItem(
      [&](json::Value item) { out += client::Printable(client::TextOf(item["id"])) + "\n"; });
  return out;
}

bool MayGoOn(const std::string& question) {
  if (CanAsk()) {
    std::fflush(stdout);
    return Confirm(question);
  }
  fmt::print(stderr,
             "imprint: Nothing was done: there is no terminal to ask \"{}\" at; say --yes.\n",
             question);
  return false;
}

}  // namespace imprint
