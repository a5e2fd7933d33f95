#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint::http {

/// A certificate and its key, for the server's side of TLS 1.2 and 1.3. Safe from any thread.
class TlsContext {
 public:
  /// Reads PEM files: a chain of certificates, the server's own first, and an unencrypted key.
  /// kInvalidField, naming the option, when one cannot be used.
  static Result<std::shared_ptr<const TlsContext>> Load(const std::string& cert_file,
                                                        const std::string& key_file);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  friend class TlsSession;
  struct Impl;
  explicit TlsContext(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// TLS of one connection over a socket that does not block. No function waits: each says what to
/// wait for before it is to be called again. Used by one thread at a time.
class TlsSession {
 public:
  enum class Step { kDone, kWantsRead, kWantsWrite, kFailed };

  /// `socket` stays the caller's, and must stay open as long as functions are called.
  TlsSession(std::shared_ptr<const TlsContext> context, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Step Handshake();
  /// At least one byte into `space` when it is done; kFailed at the end, too.
  Step Read(std::span<char> space, std::size_t& count);
  /// A part of `bytes`, which must not be empty. Before anything else is written the same bytes
  /// must be given again until it is done.
  Step Write(std::string_view bytes, std::size_t& count);
  /// Tells the client that nothing more comes, if that can be said at once.
  void SayGoodbye();

 private:
  struct Impl;
  Step StepOf(int result);

  std::shared_ptr<const TlsContext> context_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace imprint::http
