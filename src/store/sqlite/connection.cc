#include "store/sqlite/connection.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <thread>
#include <utility>

namespace imprint::sqlite {
namespace {

constexpr std::size_t kIdlePerStatement = 2;

// Counting its memory costs SQLite a lock of the whole process at every allocation.
void LeaveMemoryUncounted() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)done;  // too late once SQLite is in use, which does no harm
}

bool IsConflict(int code) {
  return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY;
}

// What may go away by itself or by an operator's hand, against what points to damage or a bug.
bool IsPassing(int code) {
  if (code == SQLITE_IOERR_CORRUPTFS) return false;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
      return true;
    default:
      return false;
  }
}

}  // namespace

Error Unavailable(std::string detail) {
  return Error(ErrorCode::kUnavailable, "The store is not available right now.")
      .WithDetail(std::move(detail));
}

Error Damaged(std::string detail) {
  return Error(ErrorCode::kInternal, "The store could not answer.").WithDetail(std::move(detail));
}

Statement::~Statement() {
  connection_->GiveBack(sql_, handle_);
}

Result<bool> Statement::Step() {
  if (code_ != SQLITE_OK) return Fail(connection_->ToError(code_));
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  code_ = code;
  return Fail(connection_->ToError(code));
}

Status Statement::Damage() const {
  if (!damaged_) return {};
  connection_->failure_ = Damaged("unreadable row from: " + std::string(sql_));
  return Fail(*connection_->failure_);
}

void Statement::BindOne(int index, std::uint64_t value) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  BindOne(index, static_cast<std::int64_t>(std::min(value, kMax)));
}

// A null pointer would bind NULL, also for the empty string.
void Statement::BindOne(int index, std::string_view text) {
  Note(sqlite3_bind_text64(handle_, index, text.empty() ? "" : text.data(), text.size(),
                           SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::BindOne(int index, Blob blob) {
  Note(sqlite3_bind_blob64(handle_, index, blob.bytes.empty() ? "" : blob.bytes.data(),
                           blob.bytes.size(), SQLITE_STATIC));
}

void Statement::BindOne(int index, const Hash& hash) {
  BindOne(index, Blob{{reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()}});
}

void Statement::ReadOne(int column, std::uint64_t& out) {
  const std::int64_t value = sqlite3_column_int64(handle_, column);
  if (value < 0) return MarkDamaged();
  out = static_cast<std::uint64_t>(value);
}

void Statement::ReadOne(int column, std::uint32_t& out) {
  const std::int64_t value = sqlite3_column_int64(handle_, column);
  if (value < 0 || value > std::numeric_limits<std::uint32_t>::max()) return MarkDamaged();
  out = static_cast<std::uint32_t>(value);
}

void Statement::ReadOne(int column, Id& out) {
  const std::string_view bytes = Bytes(column);
  out = Id();
  if (bytes.empty()) return;
  const auto id = Id::FromBytes(bytes);
  if (!id) return MarkDamaged();
  out = *id;
}

void Statement::ReadOne(int column, Hash& out) {
  const std::string_view bytes = Bytes(column);
  if (bytes.size() != out.bytes.size()) return MarkDamaged();
  std::memcpy(out.bytes.data(), bytes.data(), bytes.size());
}

std::string_view Statement::Bytes(int column) {
  const void* bytes = sqlite3_column_blob(handle_, column);
  const int size = sqlite3_column_bytes(handle_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

Result<std::unique_ptr<Connection>> Connection::Open(const std::string& path, Access access,
                                                     std::chrono::milliseconds busy) {
  LeaveMemoryUncounted();
  std::unique_ptr<Connection> connection(new Connection);
  connection->busy_ = busy;
  const int mode = access == Access::kReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(
      path.c_str(), &connection->handle_,
      mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) return Fail(connection->ToError(code));
  // SQLite falls back to reading where it may not write, and would tell only at the first write.
  if (access == Access::kReadWrite && sqlite3_db_readonly(connection->handle_, "main") == 1) {
    return Fail(Unavailable("the database file cannot be written: " + path));
  }
  sqlite3_busy_handler(connection->handle_, &Connection::OnBusy, connection.get());
  return connection;
}

Connection::~Connection() {
  for (auto& [sql, handles] : idle_) {
    for (sqlite3_stmt* handle : handles) sqlite3_finalize(handle);
  }
  sqlite3_close_v2(handle_);
}

// SQLite's own handler backs off to 100 ms, which starves a second process beside a writer that
// leaves the lock free for some microseconds only.
int Connection::OnBusy(void* self, int tries) {
  auto& connection = *static_cast<Connection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) connection.busy_until_ = now + connection.busy_;
  if (now >= connection.busy_until_) return 0;
  std::this_thread::sleep_for(std::chrono::microseconds(std::min(100 + 50 * tries, 2000)));
  return 1;
}

Statement Connection::Prepare(std::string_view sql) {
  auto& idle = idle_[sql.data()];
  if (!idle.empty()) {
    sqlite3_stmt* handle = idle.back();
    idle.pop_back();
    return Statement(*this, sql, handle, SQLITE_OK);
  }
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  return Statement(*this, sql, handle, code);
}

void Connection::GiveBack(std::string_view sql, sqlite3_stmt* handle) {
  if (handle == nullptr) return;
  auto& idle = idle_[sql.data()];
  if (idle.size() >= kIdlePerStatement) {
    sqlite3_finalize(handle);
    return;
  }
  sqlite3_reset(handle);
  sqlite3_clear_bindings(handle);
  idle.push_back(handle);
}

Status Connection::RunScript(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Fail(ToError(code));
  return {};
}

sqlite3_file* Connection::File() const {
  sqlite3_file* file = nullptr;
  const int code = sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  return code == SQLITE_OK ? file : nullptr;
}

void Connection::Rollback() {
  if (InTransaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Error Connection::ToError(int code) {
  std::string detail = "sqlite " + std::to_string(code) + ": " +
                       (handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
  if (IsConflict(code)) {
    return Error(ErrorCode::kConflict, "It exists already.").WithDetail(std::move(detail));
  }
  Error error = IsPassing(code) ? Unavailable(std::move(detail)) : Damaged(std::move(detail));
  if (!failure_) failure_ = error;
  return error;
}

Savepoint::Savepoint(Connection& connection)
    : connection_(connection), begun_(Execute(connection, "SAVEPOINT step")) {}

Savepoint::~Savepoint() {
  if (!open_ || !begun_ || !connection_.InTransaction()) return;
  if (Execute(connection_, "ROLLBACK TO step")) (void)Execute(connection_, "RELEASE step");
}

Status Savepoint::Release() {
  if (!begun_) return begun_;
  auto released = Execute(connection_, "RELEASE step");
  if (released) open_ = false;
  return released;
}

}  // namespace imprint::sqlite
