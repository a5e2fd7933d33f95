#include "row_writer.h"

#include <cstdio>
#include <cstdlib>

namespace {

constexpr int kKeyDigits = 24;

}  // namespace

RowWriter::RowWriter(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
  Check(sqlite3_open_v2(path.c_str(), &database_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr));
  Check(sqlite3_exec(database_,
                     "PRAGMA journal_mode = WAL;"
                     "PRAGMA synchronous = FULL;"
                     "CREATE TABLE rows (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;",
                     nullptr, nullptr, nullptr));
  begin_ = Prepare("BEGIN IMMEDIATE");
  insert_ = Prepare("INSERT INTO rows VALUES (?, ?)");
  commit_ = Prepare("COMMIT");
}

RowWriter::~RowWriter() {
  for (sqlite3_stmt* statement : {begin_, insert_, commit_}) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void RowWriter::Commit(std::span<const std::string_view> bodies) {
  // A statement alone is a transaction already.
  if (bodies.size() > 1) Step(begin_);
  for (const std::string_view body : bodies) {
    char key[kKeyDigits + 1];
    std::snprintf(key, sizeof(key), "%024llx", static_cast<unsigned long long>(next_key_++));
    sqlite3_bind_text(insert_, 1, key, kKeyDigits, SQLITE_STATIC);
    sqlite3_bind_text(insert_, 2, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
    Step(insert_);
  }
  if (bodies.size() > 1) Step(commit_);
}

sqlite3_stmt* RowWriter::Prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  Check(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  return statement;
}

void RowWriter::Step(sqlite3_stmt* statement) {
  Check(sqlite3_step(statement));
  sqlite3_reset(statement);
}

void RowWriter::Check(int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  std::fprintf(stderr, "sqlite: %s\n",
               database_ != nullptr ? sqlite3_errmsg(database_) : sqlite3_errstr(code));
  std::exit(1);
}
