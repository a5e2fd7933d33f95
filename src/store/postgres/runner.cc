#include "store/postgres/runner.h"

#include <exception>
#include <string>
#include <thread>
#include <utility>

#include "store/postgres/backoff.h"
#include "store/postgres/session.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {
namespace {

using Clock = std::chrono::steady_clock;

// Counts of one thing are spread over this many rows at most.
constexpr double kSlots = 256;

enum class Next { kAnswer, kAgain, kAgainElsewhere };

struct Attempt {
  Status outcome;
  Next next;
};

template <typename Body, typename Session>
Status RunGuarded(const Body& body, Session& session) {
  try {
    return body(session);
  } catch (const std::exception& thrown) {
    return Fail(Damaged(std::string("a body threw: ") + thrown.what()));
  } catch (...) {
    return Fail(Damaged("a body threw"));
  }
}

Next NextAfter(const Transaction& transaction) {
  if (!transaction.failure() || transaction.outcome_unknown()) return Next::kAnswer;
  switch (transaction.failure()->kind) {
    case FailureKind::kRetry:
      return Next::kAgain;
    case FailureKind::kLost:
      return Next::kAgainElsewhere;
    case FailureKind::kFailed:
      return Next::kAnswer;
  }
  return Next::kAnswer;
}

Attempt Try(Connection& connection, const WriteBody& body, std::int64_t slot) {
  Transaction transaction(connection, TransactionKind::kWrite, slot);
  WritingSession session(transaction);
  auto outcome = RunGuarded(body, session);
  if (outcome) outcome = transaction.Commit();
  transaction.End();
  if (transaction.outcome_unknown()) {
    outcome = Fail(Unavailable("the commit's outcome is unknown: " + outcome.error().detail));
  }
  return {std::move(outcome), NextAfter(transaction)};
}

std::int64_t DrawSlot() {
  return static_cast<std::int64_t>(RandomFraction() * kSlots);
}

}  // namespace

Status RunRead(Pool& pool, const ReadBody& body) {
  auto lease = pool.Acquire();
  if (!lease) return Fail(std::move(lease.error()));
  Transaction transaction(**lease, TransactionKind::kRead, 0);
  ReadingSession<StoreReader> session(transaction);
  auto outcome = RunGuarded(body, session);
  transaction.End();
  if (outcome && transaction.failure()) return Fail(transaction.failure()->error);
  return outcome;
}

Status RunWrite(Pool& pool, const WriteBody& body, Metrics& metrics) {
  RetrySchedule retries(Clock::now());
  std::chrono::microseconds pause{0};
  for (bool elsewhere = false;; elsewhere = true) {
    auto lease = pool.Acquire();
    if (!lease) return Fail(std::move(lease.error()));
    // Where two connections count in the same row, one of them goes elsewhere at its next try.
    thread_local std::int64_t slot = DrawSlot();
    Attempt attempt = Try(**lease, body, slot);
    while (attempt.next == Next::kAgain) {
      if (!retries.Next(Clock::now(), pause)) {
        return Fail(Unavailable("others were in the way of every try"));
      }
      std::this_thread::sleep_for(pause);
      metrics.Add(Count::kWriteRetries);
      slot = DrawSlot();
      attempt = Try(**lease, body, slot);
    }
    if (attempt.next == Next::kAnswer || elsewhere) return std::move(attempt.outcome);
  }
}

}  // namespace imprint::postgres
