#include "store/postgres/transaction.h"

namespace imprint::postgres {
namespace {

// What waits to be sent is kept in memory.
constexpr std::size_t kMostQueuedBytes = 1024 * 1024;

}  // namespace

Status Transaction::Add(std::string_view sql, const Parameters& parameters, Wanted wanted) {
  if (failure_) return Fail(failure_->error);
  if (!begun_) {
    begun_ = true;
    connection_.Queue(kind_ == TransactionKind::kRead
                          ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                          : "BEGIN ISOLATION LEVEL SERIALIZABLE",
                      Parameters(), Wanted::kNo);
  }
  connection_.Queue(sql, parameters, wanted);
  if (wanted == Wanted::kNo && connection_.QueuedBytes() > kMostQueuedBytes) {
    if (auto sent = SyncNoting(); !sent) return Fail(failure_->error);
  }
  return {};
}

Outcome<std::vector<Rows>> Transaction::SyncNoting() {
  auto rows = connection_.Sync();
  if (!rows) failure_ = rows.error();
  return rows;
}

Result<std::vector<Rows>> Transaction::Collect() {
  if (failure_) return Fail(failure_->error);
  auto rows = SyncNoting();
  if (!rows) return Fail(failure_->error);
  return std::move(*rows);
}

Status Transaction::Commit() {
  if (failure_) return Fail(failure_->error);
  if (!begun_) return {};
  begun_ = false;
  connection_.Queue("COMMIT", Parameters(), Wanted::kYes);
  const auto rows = SyncNoting();
  if (!rows) {
    outcome_unknown_ = failure_->kind == FailureKind::kLost;
    begun_ = !outcome_unknown_;
    return Fail(failure_->error);
  }
  // A transaction that failed is rolled back by COMMIT, which is no error to the server.
  if (rows->back().Command() == "COMMIT") return {};
  failure_ = Failure{FailureKind::kFailed, Damaged("the server rolled back at COMMIT")};
  return Fail(failure_->error);
}

// Statements that still wait are sent first, under a mark of their own: one that fails must not
// keep the rollback from being run.
void Transaction::End() {
  if (!begun_ || connection_.lost()) return;
  begun_ = false;
  connection_.SendAndForget();
  connection_.Queue("ROLLBACK", Parameters(), Wanted::kNo);
  connection_.SendAndForget();
}

}  // namespace imprint::postgres
