#include "store/sqlite/read_pool.h"

#include <utility>

namespace imprint::sqlite {

/// One reader's place in the pool, given back however its use ends. A reader whose use failed is
/// closed, which also ends its transaction.
class ReadPool::Loan {
 public:
  explicit Loan(ReadPool& pool) : pool_(pool), reader_(pool.Take()) {}
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  ~Loan() {
    if (!reader_) return;
    const bool usable = (*reader_)->usable();
    pool_.GiveBack(usable ? std::move(*reader_) : nullptr);
  }

  const Result<std::unique_ptr<Reader>>& reader() const { return reader_; }

 private:
  ReadPool& pool_;
  Result<std::unique_ptr<Reader>> reader_;
};

Status ReadPool::Read(const std::function<Status(StoreReader&)>& body) {
  Loan loan(*this);
  if (!loan.reader()) return Fail(loan.reader().error());
  return (*loan.reader())->Read(body);
}

Result<std::unique_ptr<Reader>> ReadPool::Take() {
  using std::chrono::steady_clock;
  {
    std::unique_lock lock(mutex_);
    auto waited = steady_clock::duration::zero();
    if (busy_ >= options_.most) {
      const auto asked = steady_clock::now();
      ++waiting_;
      const bool free =
          returned_.wait_for(lock, options_.busy, [this] { return busy_ < options_.most; });
      --waiting_;
      if (!free) return Fail(Unavailable("all reading connections are in use"));
      waited = steady_clock::now() - asked;
    }
    ++busy_;
    metrics_.Took(Duration::kPoolWait, waited);
    Report();
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  auto opened = Reader::Open(path_, options_.busy, options_.log);
  if (!opened) GiveBack(nullptr);
  return opened;
}

void ReadPool::GiveBack(std::unique_ptr<Reader> reader) {
  bool awaited = false;
  {
    const std::lock_guard lock(mutex_);
    awaited = waiting_ > 0;
    --busy_;
    if (reader && idle_.size() < options_.kept) idle_.push_back(std::move(reader));
    Report();
  }
  if (awaited) returned_.notify_one();
}

void ReadPool::LetLogStartAnew() {
  if (options_.log == nullptr) return;
  const auto state = options_.log->Look();
  if (!state || !IsLong(*options_.log, *state)) return;
  const std::lock_guard lock(mutex_);
  for (const auto& reader : idle_) reader->Release();
  std::erase_if(idle_, [](const auto& reader) { return !reader->usable(); });
}

void ReadPool::Report() const {
  metrics_.Set(Level::kStoreConnections, static_cast<std::int64_t>(busy_ + idle_.size()));
  metrics_.Set(Level::kStoreConnectionsBusy, static_cast<std::int64_t>(busy_));
}

}  // namespace imprint::sqlite
