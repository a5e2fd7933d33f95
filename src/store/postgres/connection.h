#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "store/postgres/errors.h"
#include "store/postgres/parameters.h"
#include "store/postgres/rows.h"
#include "store/postgres/target.h"

namespace imprint::postgres {

template <typename T>
using Outcome = tl::expected<T, Failure>;

/// Whether a statement's rows are given by the next Sync.
enum class Wanted { kNo, kYes };

struct Patience {
  std::chrono::milliseconds connecting{5000};
  std::chrono::milliseconds statement{30000};  // the server ends a longer one
};

/// One connection to a server. Statements are queued and travel together at the next Sync, in
/// libpq's pipeline mode, each prepared at its first use. Used by one thread at a time. A failure
/// of kind kLost leaves a connection that is only good for being dropped.
class Connection {
 public:
  /// Tries each host that the target names, in order. `patience.connecting` is shared among them,
  /// but each gets two seconds, where that is not more than all of it.
  static Result<std::unique_ptr<Connection>> Open(const Target& target, const Patience& patience);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// `sql` is one statement and must live as long as the connection (a literal).
  void Queue(std::string_view sql, const Parameters& parameters, Wanted wanted);
  /// Sends what is queued and waits for all outcomes: the rows that are wanted, or the first
  /// failure. Behind a failure no statement of the same Sync was run.
  Outcome<std::vector<Rows>> Sync();
  /// Sends what is queued and leaves its outcomes to Settle, which drops them.
  void SendAndForget();
  /// Makes the connection ready for its next use; false when it is not fit for one.
  bool Settle();
  /// Bytes of parameters that were queued since the last Sync.
  std::size_t QueuedBytes() const { return queued_bytes_; }

  /// Runs statements that take no parameters, one after the other, and gives the last one's rows in
  /// text form. Nothing may be queued.
  Outcome<Rows> RunScript(const std::string& sql);

  bool lost() const { return lost_; }

 private:
  struct Statement {
    std::string name;
    bool prepared = false;  // or its preparation is on its way
  };
  enum class Step { kPrepare, kRun, kRunWanted, kSync };
  struct Expected {
    Step step;
    Statement* statement = nullptr;
  };
  using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

  Connection(Handle handle, const Target& target, const Patience& patience)
      : handle_(std::move(handle)), target_(target), patience_(patience) {}

  static Result<std::unique_ptr<Connection>> OpenOne(const Target& target,
                                                     const Patience& patience);
  static Outcome<void> WaitForConnection(PGconn* handle, std::chrono::milliseconds patience);
  static void OnNotice(void* self, const PGresult* notice);
  Outcome<void> SetUp();
  Statement& Prepared(std::string_view sql, const Parameters& parameters);
  void Expect(int sent, Expected expected);
  bool MarkSync();
  /// The next result; null between the results of two statements.
  Outcome<RawResult> NextResult();
  Outcome<void> WaitForBytes();
  Outcome<void> TakeOutcome(const Expected& expected, std::vector<Rows>& wanted,
                            std::optional<Failure>& first);
  Failure Lost(std::string_view detail);
  Failure FailureIn(const PGresult* result);

  Handle handle_;
  Target target_;
  Patience patience_;
  std::unordered_map<std::string_view, Statement> statements_;
  std::deque<Expected> expected_;
  std::size_t queued_bytes_ = 0;
  bool unsent_ = false;  // something was queued since the last Sync
  bool lost_ = false;
};

}  // namespace imprint::postgres
