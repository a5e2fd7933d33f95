#include "store/sqlite/reader.h"

#include <utility>

#include "store/sqlite/session.h"

namespace imprint::sqlite {
namespace {

// Below the 4,000 at which a commit folds the log back into the database.
constexpr std::uint32_t kLongLog = 3200;

/// Gives what every request asks for from memory where this transaction has given it before.
class RememberingSession final : public ReadingSession<StoreReader> {
 public:
  RememberingSession(Connection& connection, RowMemo& memo)
      : ReadingSession(connection), memo_(memo) {}

  Result<std::optional<Token>> FindToken(const Hash& hash) override {
    return memo_.tokens.Find(hash, [&] { return ReadingSession::FindToken(hash); });
  }
  Result<std::optional<Account>> FindAccount(AccountId id) override {
    return memo_.accounts.Find(id, [&] { return ReadingSession::FindAccount(id); });
  }
  Result<std::optional<Template>> FindTemplate(TemplateId id) override {
    return memo_.templates.Find(id, [&] { return ReadingSession::FindTemplate(id); });
  }
  Result<std::optional<Installation>> FindInstallationHolding(AccountId account, Id id) override {
    return memo_.installations.Find(
        account, id, [&] { return ReadingSession::FindInstallationHolding(account, id); });
  }

 private:
  RowMemo& memo_;
};

}  // namespace

bool IsLong(const LogIndex& log, const LogIndex::State& state) {
  return state.pages() > kLongLog && !log.IsFolded(state);
}

Result<std::unique_ptr<Reader>> Reader::Open(const std::string& path,
                                             std::chrono::milliseconds busy, const LogIndex* log) {
  auto connection = Connection::Open(path, Access::kReadOnly, busy);
  if (!connection) return Fail(std::move(connection.error()));
  return std::unique_ptr<Reader>(new Reader(std::move(*connection), log));
}

Status Reader::Read(const std::function<Status(StoreReader&)>& body) {
  usable_ = false;  // until the end is reached
  if (!kept_ || log_->Look() != kept_) {
    Release();
    if (auto begun = Begin(); !begun) return begun;
  }
  RememberingSession session(*connection_, memo_);
  auto outcome = body(session);
  if (connection_->failure()) return outcome;
  usable_ = true;
  if (!kept_) Keep();
  return outcome;
}

Status Reader::Begin() {
  seen_ = log_ != nullptr ? log_->Look() : std::nullopt;
  return Execute(*connection_, "BEGIN");
}

// What the transaction shows was fixed by its first row, somewhere between the two looks.
void Reader::Keep() {
  if (seen_ && connection_->ShowsOneState() && log_->Look() == seen_ && !IsLong(*log_, *seen_)) {
    kept_ = seen_;
  } else {
    Release();
  }
}

void Reader::Release() {
  kept_.reset();
  memo_.Clear();
  if (connection_->InTransaction() && !Execute(*connection_, "COMMIT")) usable_ = false;
}

}  // namespace imprint::sqlite
