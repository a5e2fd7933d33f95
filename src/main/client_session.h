#pragma once

#include <memory>
#include <string>

#include "client/api.h"
#include "client/refusal.h"
#include "outbound/curl_http_client.h"

namespace imprint {

/// What every command that speaks to a server is told. Empty says nothing.
struct ClientOptions {
  std::string server;
  std::string token;
  std::string ca_file;
  bool json = false;   // the server's answer instead of a text for people
  bool quiet = false;  // ids alone, or nothing
};

/// A server to speak to, by the command line, then the environment (IMPRINT_SERVER, IMPRINT_TOKEN,
/// IMPRINT_CA_FILE), then what `login` kept. A token that was kept goes to the server that it was
/// kept for and to no other.
class ClientSession {
 public:
  /// kFailed where nothing says which server, or what says so is no address or holds a password;
  /// kRefused for a token that cannot be sent.
  static client::Outcome<std::unique_ptr<ClientSession>> Open(const ClientOptions& options);

  client::Api& api() { return api_; }
  const client::Server& server() const { return server_; }

 private:
  ClientSession(client::Server server, const std::string& ca_file);

  CurlHttpClient http_;
  const client::Server server_;
  client::Api api_;
};

/// Gives the exit code, after telling why: what is wrong goes to standard error, and with --json
/// the server's answer, if it gave one, to standard output.
int ReportRefusal(const client::Refusal& refusal, const ClientOptions& options);

/// Prints an answer as JSON, alone on a line.
void PrintJson(const json::Document& document);

int CodeOf(client::Exit exit);

}  // namespace imprint
