#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "store/postgres/connection.h"

namespace imprint::postgres {

enum class TransactionKind { kRead, kWrite };

/// One transaction on a connection, begun together with its first statement. After a failure every
/// call gives that failure again, and Commit refuses.
class Transaction {
 public:
  Transaction(Connection& connection, TransactionKind kind, std::int64_t slot)
      : connection_(connection), kind_(kind), slot_(slot) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// A statement whose rows nobody needs. It travels with the next one that is waited for or with
  /// the commit, where its failure shows.
  template <typename... Values>
  Status Post(std::string_view sql, const Values&... values) {
    return Add(sql, Parameters(values...), Wanted::kNo);
  }
  /// A statement whose rows the next Collect gives; to be followed by one.
  template <typename... Values>
  Status Ask(std::string_view sql, const Values&... values) {
    return Add(sql, Parameters(values...), Wanted::kYes);
  }
  /// Waits for all statements so far and gives what was asked, in order.
  Result<std::vector<Rows>> Collect();

  /// One statement and its rows.
  template <typename... Values>
  Result<Rows> Query(std::string_view sql, const Values&... values) {
    if (auto asked = Ask(sql, values...); !asked) return Fail(std::move(asked.error()));
    auto rows = Collect();
    if (!rows) return Fail(std::move(rows.error()));
    return std::move(rows->front());
  }
  template <typename Record, typename... Values>
  Result<std::optional<Record>> QueryOne(std::string_view sql, Record (*read)(Row&),
                                         const Values&... values) {
    auto rows = Query(sql, values...);
    if (!rows) return Fail(std::move(rows.error()));
    return Noted(rows->First(read));
  }
  template <typename Record, typename... Values>
  Result<std::vector<Record>> QueryAll(std::string_view sql, Record (*read)(Row&),
                                       const Values&... values) {
    auto rows = Query(sql, values...);
    if (!rows) return Fail(std::move(rows.error()));
    return Noted(rows->All(read));
  }
  /// Runs an insertion that gives way to what is there: kConflict when nothing was inserted.
  template <typename... Values>
  Status Insert(std::string_view sql, const Values&... values) {
    const auto rows = Query(sql, values...);
    if (!rows) return Fail(rows.error());
    if (rows->Changes() == 0) return Fail(ErrorCode::kConflict, "It exists already.");
    return {};
  }
  /// Keeps what a row's reader found, so that a write that saw damage cannot be committed.
  template <typename T>
  Result<T> Noted(Result<T> records) {
    if (!records) failure_ = Failure{FailureKind::kFailed, records.error()};
    return records;
  }

  /// Keeps what was written. An error means that nothing is kept, unless outcome_unknown().
  Status Commit();
  /// Ends the transaction without waiting for the server; nothing that was written is kept.
  void End();

  TransactionKind kind() const { return kind_; }
  /// Which of the rows that count one thing is this connection's own.
  std::int64_t slot() const { return slot_; }
  /// The first failure of the server or the connection.
  const std::optional<Failure>& failure() const { return failure_; }
  /// Whether the connection went away when the commit was already on its way.
  bool outcome_unknown() const { return outcome_unknown_; }

 private:
  Status Add(std::string_view sql, const Parameters& parameters, Wanted wanted);
  Outcome<std::vector<Rows>> SyncNoting();

  Connection& connection_;
  TransactionKind kind_;
  std::int64_t slot_;
  bool begun_ = false;
  bool outcome_unknown_ = false;
  std::optional<Failure> failure_;
};

}  // namespace imprint::postgres
