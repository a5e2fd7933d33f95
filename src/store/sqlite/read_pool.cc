#include "store/sqlite/read_pool.h"

#include <utility>

#include "store/sqlite/session.h"

namespace imprint::sqlite {

// When the body throws, the connection is closed on the way out, which ends its transaction.
Status ReadPool::Read(const std::function<Status(StoreReader&)>& body) {
  auto connection = Take();
  if (!connection) return Fail(std::move(connection.error()));
  if (auto begun = Execute(**connection, "BEGIN"); !begun) return begun;
  ReadingSession<StoreReader> session(**connection);
  auto outcome = body(session);
  if (Execute(**connection, "COMMIT") && !(*connection)->failure()) {
    GiveBack(std::move(*connection));
  }
  return outcome;
}

Result<std::unique_ptr<Connection>> ReadPool::Take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return Connection::Open(path_, Access::kReadOnly, busy_);
}

void ReadPool::GiveBack(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kept_) idle_.push_back(std::move(connection));
}

}  // namespace imprint::sqlite
