#include "main/client_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/crypto.h"
#include "client/printable.h"
#include "main/client_login.h"
#include "main/config.h"
#include "outbound/url.h"

namespace imprint {
namespace {

using client::Exit;
using client::Outcome;

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string FirstOf(const std::string& first, const char* second) {
  return first.empty() ? FromEnvironment(second) : first;
}

// A person's own machine and network are not what the policy protects.
AddressPolicy AnyAddress() {
  return AddressPolicy::Parse({"0.0.0.0/0", "::/0"}).value();
}

// As a header can carry it; what is no such text is no server's token either.
bool IsPlain(const std::string& token) {
  return std::none_of(token.begin(), token.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

// Never with a name and password in it: it is shown, and kept.
Outcome<std::string> CheckedUrl(const std::string& text) {
  const auto parsed = ParsePublicUrl(text);
  if (!parsed) {
    return client::Refuse(Exit::kFailed, "The server is to be an http:// or https:// URL.",
                          "--server");
  }
  if (const auto url = OutboundUrl::Parse(*parsed); !url) {
    return client::Refuse(Exit::kFailed, url.error().message(), "--server");
  }
  return *parsed;
}

Outcome<client::Server> ServerOf(const ClientOptions& options) {
  std::string url = FirstOf(options.server, "IMPRINT_SERVER");
  std::string token = FirstOf(options.token, "IMPRINT_TOKEN");
  if (url.empty() || token.empty()) {
    auto login = ReadLogin();
    if (!login) return client::Refuse(login.error());
    if (*login) {
      if (url.empty()) url = (*login)->server;
      if (token.empty() && ParsePublicUrl(url) == (*login)->server) token = (*login)->token;
    }
  }
  if (url.empty()) {
    return client::Refuse(Exit::kFailed,
                          "Say which server: --server URL, IMPRINT_SERVER, or `imprint login`.");
  }
  auto checked = CheckedUrl(url);
  if (!checked) return client::PassOn(checked);
  if (!IsPlain(token)) {
    return client::Refuse(Exit::kRefused,
                          "The token has a line break or another control character, which no "
                          "token of a server has.",
                          "--token");
  }
  return client::Server{*checked, token};
}

}  // namespace

ClientSession::ClientSession(client::Server server, const std::string& ca_file)
    : http_(AnyAddress(), {.in_flight = 1, .user_agent = "imprint", .ca_file = ca_file}),
      server_(std::move(server)),
      api_(http_, server_) {}

Outcome<std::unique_ptr<ClientSession>> ClientSession::Open(const ClientOptions& options) {
  if (!crypto::Initialise()) {
    return client::Refuse(Exit::kFailed, "libsodium cannot be initialised.");
  }
  auto server = ServerOf(options);
  if (!server) return client::PassOn(server);
  const std::string ca_file = FirstOf(options.ca_file, "IMPRINT_CA_FILE");
  return std::unique_ptr<ClientSession>(new ClientSession(std::move(*server), ca_file));
}

int CodeOf(Exit exit) {
  return static_cast<int>(exit);
}

int ReportRefusal(const client::Refusal& refusal, const ClientOptions& options) {
  if (options.json && refusal.answer) PrintJson(*refusal.answer);
  for (const client::Said& said : refusal.said) {
    fmt::print(stderr, "imprint: {}{}{}\n", client::Printable(said.field),
               said.field.empty() ? "" : ": ", client::Printable(said.message));
  }
  if (refusal.exit == Exit::kRefused && refusal.code == "unauthenticated") {
    fmt::print(stderr, "imprint: Say who you are: IMPRINT_TOKEN, or `imprint login`.\n");
  }
  return CodeOf(refusal.exit);
}

void PrintJson(const json::Document& document) {
  fmt::print("{}\n", client::PrintableJson(document.text()));
}

}  // namespace imprint
