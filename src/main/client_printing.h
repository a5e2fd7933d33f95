#pragma once

#include <string>

#include "client/refusal.h"
#include "main/client_session.h"

namespace imprint {

/// Writes text as it is to standard output.
void PrintText(const std::string& text);

/// Prints an answer, as JSON or by `text`, or tells why there is none; gives the exit code.
template <typename Text>
int PrintAnswer(const client::Outcome<json::Document>& answer, const ClientOptions& options,
                const Text& text) {
  if (!answer) return ReportRefusal(answer.error(), options);
  if (options.json) {
    PrintJson(*answer);
  } else {
    PrintText(text(answer->root()));
  }
  return 0;
}

/// Opens a session and asks one thing.
client::Outcome<json::Document> AskOnce(const ClientOptions& options,
                                        const client::Request& request);

/// The `id` of each item, one a line.
std::string IdLines(json::Value items);

/// Asks for a go-ahead; without a terminal to ask at, says that --yes is needed. False for no.
bool MayGoOn(const std::string& question);

}  // namespace imprint
