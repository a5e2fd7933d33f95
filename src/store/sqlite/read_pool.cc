#include "store/sqlite/read_pool.h"

#include <utility>

#include "store/sqlite/session.h"

namespace imprint::sqlite {

/// One connection's place in the pool, given back however its use ends. A connection whose use
/// failed is closed, which also ends its transaction.
class ReadPool::Loan {
 public:
  explicit Loan(ReadPool& pool) : pool_(pool), connection_(pool.Take()) {}
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  ~Loan() {
    if (taken_) pool_.GiveBack(good_ ? std::move(*connection_) : nullptr);
  }

  const Result<std::unique_ptr<Connection>>& connection() const { return connection_; }
  void MarkGood() { good_ = true; }

 private:
  ReadPool& pool_;
  Result<std::unique_ptr<Connection>> connection_;
  const bool taken_ = connection_.has_value();
  bool good_ = false;
};

Status ReadPool::Read(const std::function<Status(StoreReader&)>& body) {
  Loan loan(*this);
  if (!loan.connection()) return Fail(loan.connection().error());
  Connection& connection = **loan.connection();
  if (auto begun = Execute(connection, "BEGIN"); !begun) return begun;
  ReadingSession<StoreReader> session(connection);
  auto outcome = body(session);
  if (Execute(connection, "COMMIT") && !connection.failure()) loan.MarkGood();
  return outcome;
}

Result<std::unique_ptr<Connection>> ReadPool::Take() {
  const auto asked = std::chrono::steady_clock::now();
  {
    std::unique_lock lock(mutex_);
    const bool free =
        returned_.wait_for(lock, options_.busy, [this] { return busy_ < options_.most; });
    if (!free) return Fail(Unavailable("all reading connections are in use"));
    ++busy_;
    metrics_.Took(Duration::kPoolWait, std::chrono::steady_clock::now() - asked);
    Report();
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto opened = Connection::Open(path_, Access::kReadOnly, options_.busy);
  if (!opened) GiveBack(nullptr);
  return opened;
}

void ReadPool::GiveBack(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --busy_;
    if (connection && idle_.size() < options_.kept) idle_.push_back(std::move(connection));
    Report();
  }
  returned_.notify_one();
}

void ReadPool::Report() const {
  metrics_.Set(Level::kStoreConnections, static_cast<std::int64_t>(busy_ + idle_.size()));
  metrics_.Set(Level::kStoreConnectionsBusy, static_cast<std::int64_t>(busy_));
}

}  // namespace imprint::sqlite
