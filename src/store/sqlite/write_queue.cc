#include "store/sqlite/write_queue.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "store/sqlite/session.h"

namespace imprint::sqlite {
namespace {

Status RunGuarded(const WriteQueue::Body& body, StoreWriter& writer) {
  try {
    return body(writer);
  } catch (const std::exception& thrown) {
    return Fail(Damaged(std::string("a write's body threw: ") + thrown.what()));
  } catch (...) {
    return Fail(Damaged("a write's body threw"));
  }
}

}  // namespace

WriteQueue::WriteQueue(std::unique_ptr<Connection> connection, std::size_t batch, Metrics& metrics)
    : connection_(std::move(connection)), batch_(batch), metrics_(metrics) {
  thread_ = std::thread([this] { Run(); });
}

WriteQueue::~WriteQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

Status WriteQueue::Write(const Body& body) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    return Fail(Damaged("a write inside a write would wait for itself"));
  }
  Waiting self{.body = body, .outcome = {}, .woken = {}};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&self);
  arrived_.notify_one();
  self.woken.wait(lock, [&] { return self.done; });
  return std::move(self.outcome);
}

void WriteQueue::Run() {
  for (;;) {
    const auto batch = NextBatch();
    if (batch.empty()) return;
    Process(batch);
    Answer(batch);
  }
}

std::vector<WriteQueue::Waiting*> WriteQueue::NextBatch() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  const auto count = static_cast<std::ptrdiff_t>(std::min(batch_, waiting_.size()));
  std::vector<Waiting*> batch(waiting_.begin(), waiting_.begin() + count);
  waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  return batch;
}

// A body's own failure stands only if the transaction does: it may have seen what an earlier body
// of the batch wrote.
void WriteQueue::Process(const std::vector<Waiting*>& batch) {
  auto kept = Execute(*connection_, "BEGIN IMMEDIATE");
  if (kept) kept = RunAll(batch);
  if (kept) kept = Execute(*connection_, "COMMIT");
  connection_->Rollback();
  if (kept) {
    metrics_.Add(Count::kCommits);
    return;
  }
  for (Waiting* waiting : batch) waiting->outcome = kept;
}

Status WriteQueue::RunAll(const std::vector<Waiting*>& batch) {
  for (Waiting* waiting : batch) {
    waiting->outcome = RunOne(waiting->body);
    // A full disk and the like make SQLite roll the whole transaction back by itself.
    if (!connection_->InTransaction()) {
      return Fail(connection_->failure().value_or(Unavailable("the transaction was rolled back")));
    }
  }
  return {};
}

Status WriteQueue::RunOne(const Body& body) {
  connection_->ClearFailure();
  Savepoint all(*connection_);
  WritingSession session(*connection_);
  auto outcome = RunGuarded(body, session);
  if (!outcome) return outcome;
  if (connection_->failure()) return Fail(*connection_->failure());
  return all.Release();
}

void WriteQueue::Answer(const std::vector<Waiting*>& batch) {
  const std::lock_guard lock(mutex_);
  for (Waiting* waiting : batch) {
    waiting->done = true;
    // Under the lock: once it is seen, `waiting` is gone.
    waiting->woken.notify_one();
  }
}

}  // namespace imprint::sqlite
