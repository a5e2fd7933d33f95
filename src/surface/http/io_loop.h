#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "surface/http/shared.h"

namespace imprint::http {

/// One I/O thread with its own listener and the connections that came in by it.
class IoLoop {
 public:
  /// Whether several loops of this process listen on one port.
  enum class Port { kExclusive, kShared };

  /// `shared` must outlive the loop.
  explicit IoLoop(Shared& shared);
  ~IoLoop();  // Join must have returned, or Start not have been called

  /// kUnavailable when the address cannot be had.
  Status Listen(const std::string& host, std::uint16_t port, Port sharing);
  std::uint16_t port() const;

  void Start();
  /// Stops accepting and closes idle connections; returns when no new one can come.
  void StopAccepting();
  /// Closes every connection, whatever it does.
  void Abort();
  /// To be called when no connection is left.
  void Join();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace imprint::http
