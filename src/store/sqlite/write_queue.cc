#include "store/sqlite/write_queue.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

namespace imprint::sqlite {
namespace {

constexpr std::size_t kApartAfterFailure = 100;

Status RunGuarded(const WriteQueue::Body& body, StoreWriter& writer) {
  try {
    return body(writer);
  } catch (const std::exception& thrown) {
    return Fail(Damaged(std::string("a write's body threw: ") + thrown.what()));
  } catch (...) {
    return Fail(Damaged("a write's body threw"));
  }
}

/// What a thread waits with for its own write.
class Outcome {
 public:
  void Set(Status outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
    there_ = true;
    // Under the lock: once it is seen, this is gone.
    arrived_.notify_one();
  }
  Status Take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return there_; });
    return std::move(outcome_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  Status outcome_;
  bool there_ = false;
};

}  // namespace

WriteQueue::WriteQueue(std::unique_ptr<Connection> connection, std::size_t batch, Metrics& metrics)
    : connection_(std::move(connection)), batch_(batch), metrics_(metrics) {
  thread_ = std::thread([this] { Run(); });
}

WriteQueue::~WriteQueue() {
  Stop();
}

void WriteQueue::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Status WriteQueue::Write(const Body& body) {
  Outcome outcome;
  WriteLater([&](StoreWriter& writer) { return body(writer); },
             [&](Status status) { outcome.Set(std::move(status)); });
  return outcome.Take();
}

void WriteQueue::WriteLater(Body body, Done done) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    return done(Fail(Damaged("a write inside a write would wait for itself")));
  }
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.empty();
    waiting_.push_back({std::move(body), std::move(done)});
  }
  // With others before it, the thread has been woken or is on its way here.
  if (first) arrived_.notify_one();
}

void WriteQueue::Run() {
  for (;;) {
    Batch batch = NextBatch();
    if (batch.empty()) return;
    Process(batch);
    for (Waiting& waiting : batch) waiting.done(std::move(waiting.outcome));
  }
}

WriteQueue::Batch WriteQueue::NextBatch() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  if (waiting_.size() <= batch_) return std::exchange(waiting_, {});
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(batch_);
  Batch batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

// Few bodies fail once they have written something, and savepoints cost more than most of what
// bodies write. So they are done without at first; when a body does fail that late (as a dry run
// always does), nothing of the transaction is kept and all bodies are run again, each in a
// savepoint. Where one is, more may follow: the next batches use savepoints at once.
void WriteQueue::Process(Batch& batch) {
  const bool apart = apart_for_ > 0;
  if (apart) --apart_for_;
  auto ran = Commit(batch, apart ? Apart::kBySavepoints : Apart::kNot);
  if (ran && *ran == Ran::kSpoiled) {
    apart_for_ = kApartAfterFailure;
    ran = Commit(batch, Apart::kBySavepoints);
  }
  if (ran) {
    metrics_.Add(Count::kCommits);
    return;
  }
  // A body's own failure stands only if the transaction does: it may have seen what an earlier
  // body of the batch wrote.
  for (Waiting& waiting : batch) waiting.outcome = Fail(ran.error());
}

Result<WriteQueue::Ran> WriteQueue::Commit(Batch& batch, Apart apart) {
  Result<Ran> ran = Ran::kWell;
  if (auto begun = Begin(); !begun) ran = Fail(begun.error());
  if (ran) ran = RunAll(batch, apart);
  if (ran && *ran == Ran::kWell) {
    auto kept = CountInstalls(*connection_, memo_);
    if (kept) kept = Execute(*connection_, "COMMIT");
    if (!kept) ran = Fail(kept.error());
  }
  if (!ran || *ran != Ran::kWell) memo_.Abandon();
  connection_->Rollback();
  return ran;
}

Status WriteQueue::Begin() {
  if (auto begun = Execute(*connection_, "BEGIN IMMEDIATE"); !begun) return begun;
  auto version = QueryOne(*connection_, "PRAGMA data_version", ReadColumn<std::int64_t>);
  if (!version) return Fail(version.error());
  memo_.Begin(version->value_or(0));
  return {};
}

Result<WriteQueue::Ran> WriteQueue::RunAll(Batch& batch, Apart apart) {
  for (Waiting& waiting : batch) {
    Ran ran = Ran::kWell;
    if (apart == Apart::kBySavepoints) {
      waiting.outcome = RunApart(waiting.body);
    } else {
      ran = RunOne(waiting);
    }
    // A full disk and the like make SQLite roll the whole transaction back by itself.
    if (!connection_->InTransaction()) {
      return Fail(connection_->failure().value_or(Unavailable("the transaction was rolled back")));
    }
    if (ran == Ran::kSpoiled) return ran;
  }
  return Ran::kWell;
}

WriteQueue::Ran WriteQueue::RunOne(Waiting& waiting) {
  connection_->ClearFailure();
  const std::int64_t before = connection_->TotalChanges();
  waiting.outcome = RunBody(waiting.body);
  const bool wrote = connection_->TotalChanges() != before;
  return !waiting.outcome && wrote ? Ran::kSpoiled : Ran::kWell;
}

Status WriteQueue::RunApart(const Body& body) {
  connection_->ClearFailure();
  Savepoint all(*connection_);
  auto outcome = RunBody(body);
  if (!outcome) {
    memo_.Forget();
    return outcome;
  }
  auto released = all.Release();
  // What the body did is remembered already, so the whole batch goes.
  if (!released) connection_->Rollback();
  return released;
}

Status WriteQueue::RunBody(const Body& body) {
  BatchSession session(*connection_, memo_);
  auto outcome = RunGuarded(body, session);
  if (outcome && connection_->failure()) return Fail(*connection_->failure());
  if (outcome) session.Keep();
  return outcome;
}

}  // namespace imprint::sqlite
