#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "ports/store.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/log_index.h"
#include "store/sqlite/row_memo.h"

namespace imprint::sqlite {

/// A reading connection. It keeps its read transaction, and some of the rows that it gave, from one
/// read to the next for as long as nothing was committed: beginning a transaction takes two system
/// calls and costs more than most reads. Used by one thread at a time.
class Reader {
 public:
  /// Without `log`, no transaction is kept. It must outlive the reader.
  static Result<std::unique_ptr<Reader>> Open(const std::string& path,
                                              std::chrono::milliseconds busy, const LogIndex* log);

  /// Store::Read. After a failure of the store, `usable` tells false.
  Status Read(const std::function<Status(StoreReader&)>& body);
  bool usable() const { return usable_; }

  /// Ends a transaction that is kept. One that nobody reads by would keep the log from starting
  /// anew, and so let it grow.
  void Release();
  bool keeps() const { return kept_.has_value(); }

 private:
  Reader(std::unique_ptr<Connection> connection, const LogIndex* log)
      : connection_(std::move(connection)), log_(log) {}
  Status Begin();
  void Keep();

  std::unique_ptr<Connection> connection_;
  const LogIndex* log_;
  RowMemo memo_;                         // of the transaction that is open
  std::optional<LogIndex::State> seen_;  // before the transaction that is open was begun
  std::optional<LogIndex::State> kept_;  // what a kept transaction shows
  bool usable_ = true;
};

/// Whether a log is so long that it should start anew before transactions are kept.
bool IsLong(const LogIndex& log, const LogIndex::State& state);

}  // namespace imprint::sqlite
