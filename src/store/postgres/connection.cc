#include "store/postgres/connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <utility>

namespace imprint::postgres {
namespace {

using Clock = std::chrono::steady_clock;

// How much longer than the server's own limit an answer may take.
constexpr std::chrono::milliseconds kGrace{5000};
// For each of several hosts, where that is not more than for all.
constexpr std::chrono::milliseconds kLeastForHost{2000};

RawResult Own(PGresult* result) {
  return RawResult(result, &PQclear);
}

// libpq's texts are lines.
std::string_view FirstLine(const char* text) {
  const std::string_view all(text != nullptr ? text : "");
  return all.substr(0, all.find('\n'));
}

std::string_view Field(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text != nullptr ? text : std::string_view();
}

/// False when the time ran out.
bool Poll(int socket, short events, std::chrono::milliseconds limit) {
  pollfd waiting{.fd = socket, .events = events, .revents = 0};
  const auto until = Clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    const int ready =
        ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

void IgnoreNotice(void*, const PGresult*) {}

bool EndsTheSession(const PGresult* notice) {
  const auto severity = Field(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity == "FATAL" || severity == "PANIC";
}

PGconn* StartConnecting(const Target& target) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : target.parameters()) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  return PQconnectStartParams(keywords.data(), values.data(), 0);
}

}  // namespace

// libpq keeps no time for each of several hosts while it is polled, and one that is silent would
// use up the time of those behind it.
Result<std::unique_ptr<Connection>> Connection::Open(const Target& target,
                                                     const Patience& patience) {
  const std::vector<Target> hosts = target.Hosts();
  Patience each = patience;
  each.connecting = std::max<std::chrono::milliseconds>(
      patience.connecting / hosts.size(), std::min(patience.connecting, kLeastForHost));
  Result<std::unique_ptr<Connection>> connection = Fail(Unavailable("no host is named"));
  for (const Target& host : hosts) {
    connection = OpenOne(host, each);
    if (connection) break;
  }
  return connection;
}

Result<std::unique_ptr<Connection>> Connection::OpenOne(const Target& target,
                                                        const Patience& patience) {
  Handle handle(StartConnecting(target), &PQfinish);
  if (!handle) return Fail(Unavailable("out of memory"));
  PQsetNoticeReceiver(handle.get(), IgnoreNotice, nullptr);
  auto connected = WaitForConnection(handle.get(), patience.connecting);
  std::unique_ptr<Connection> connection(new Connection(std::move(handle), target, patience));
  PQsetNoticeReceiver(connection->handle_.get(), OnNotice, connection.get());
  if (connected) connected = connection->SetUp();
  if (connected) return connection;
  // Why a server refuses a session (a password, too many of them, its start) passes or is for its
  // operator to change; either way the store cannot be reached now.
  return Fail(Unavailable(target.Redacted(std::move(connected.error().error.detail))));
}

Outcome<void> Connection::WaitForConnection(PGconn* handle, std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  auto state = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED) {
      return tl::unexpected(FailureOf("", FirstLine(PQerrorMessage(handle))));
    }
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0 || !Poll(PQsocket(handle), events, left)) {
      return tl::unexpected(FailureOf("", "no session within the time for connecting"));
    }
    state = PQconnectPoll(handle);
  }
  return {};
}

void Connection::OnNotice(void* self, const PGresult* notice) {
  if (EndsTheSession(notice)) static_cast<Connection*>(self)->lost_ = true;
}

// The server ends a transaction whose client fell silent, so that a machine that went away keeps
// no locks. Reading small tables as a whole would put every write in every other's way; a database
// that does not know the setting works without it.
Outcome<void> Connection::SetUp() {
  PQsetnonblocking(handle_.get(), 1);
  const auto set =
      RunScript(fmt::format("SET statement_timeout = {}; "
                            "SET idle_in_transaction_session_timeout = 60000",
                            patience_.statement.count()));
  if (!set) return tl::unexpected(set.error());
  const auto planned = RunScript("SET enable_seqscan = off");
  if (!planned && lost_) return tl::unexpected(planned.error());
  // An acknowledged write is a durable one, whatever the role's or the URL's defaults say.
  const auto durable = RunScript(
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off'");
  if (!durable && lost_) return tl::unexpected(durable.error());
  return {};
}

void Connection::Queue(std::string_view sql, const Parameters& parameters, Wanted wanted) {
  if (lost_) return;
  Statement& statement = Prepared(sql, parameters);
  static constexpr std::array<int, 32> kBinary = [] {
    std::array<int, 32> formats{};
    formats.fill(1);
    return formats;
  }();
  queued_bytes_ += parameters.bytes();
  Expect(PQsendQueryPrepared(handle_.get(), statement.name.c_str(), parameters.size(),
                             parameters.values(), parameters.lengths(), kBinary.data(), 1),
         {wanted == Wanted::kYes ? Step::kRunWanted : Step::kRun, nullptr});
}

Connection::Statement& Connection::Prepared(std::string_view sql, const Parameters& parameters) {
  auto [found, added] = statements_.try_emplace(sql);
  Statement& statement = found->second;
  if (added) statement.name = fmt::format("imprint_{}", statements_.size());
  if (PQpipelineStatus(handle_.get()) == PQ_PIPELINE_OFF &&
      PQenterPipelineMode(handle_.get()) == 0) {
    Lost("pipeline mode is refused");
  }
  if (!statement.prepared && !lost_) {
    statement.prepared = true;
    Expect(PQsendPrepare(handle_.get(), statement.name.c_str(), std::string(sql).c_str(),
                         parameters.size(), parameters.types()),
           {Step::kPrepare, &statement});
  }
  return statement;
}

void Connection::Expect(int sent, Expected expected) {
  if (sent == 1) {
    expected_.push_back(expected);
    unsent_ = true;
  } else {
    Lost(FirstLine(PQerrorMessage(handle_.get())));
  }
}

bool Connection::MarkSync() {
  queued_bytes_ = 0;
  if (lost_) return false;
  Expect(PQpipelineSync(handle_.get()), {Step::kSync, nullptr});
  unsent_ = false;
  return !lost_;
}

Outcome<std::vector<Rows>> Connection::Sync() {
  std::vector<Rows> wanted;
  std::optional<Failure> first;
  if (unsent_) MarkSync();
  while (!lost_ && !expected_.empty()) {
    const Expected expected = expected_.front();
    expected_.pop_front();
    if (auto taken = TakeOutcome(expected, wanted, first); !taken) {
      return tl::unexpected(std::move(taken.error()));
    }
  }
  if (first) return tl::unexpected(std::move(*first));
  if (lost_) return tl::unexpected(Lost("the connection is broken"));
  return wanted;
}

Outcome<void> Connection::TakeOutcome(const Expected& expected, std::vector<Rows>& wanted,
                                      std::optional<Failure>& first) {
  auto result = NextResult();
  if (!result) return tl::unexpected(std::move(result.error()));
  const auto status = PQresultStatus(result->get());
  if (expected.step == Step::kSync) {
    if (status == PGRES_PIPELINE_SYNC) return {};
    return tl::unexpected(*result ? FailureIn(result->get()) : Lost("an answer is missing"));
  }
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!good && expected.step == Step::kPrepare) expected.statement->prepared = false;
  if (!good && status != PGRES_PIPELINE_ABORTED) {
    Failure failure = FailureIn(result->get());
    if (failure.kind == FailureKind::kLost) return tl::unexpected(std::move(failure));
    if (!first) first = std::move(failure);
  }
  if (good && expected.step == Step::kRunWanted) wanted.emplace_back(std::move(*result));
  const auto end = NextResult();
  if (!end) return tl::unexpected(end.error());
  if (*end) return tl::unexpected(Lost("an answer too many"));
  return {};
}

Outcome<RawResult> Connection::NextResult() {
  while (PQisBusy(handle_.get()) == 1) {
    if (auto waited = WaitForBytes(); !waited) return tl::unexpected(std::move(waited.error()));
  }
  return Own(PQgetResult(handle_.get()));
}

// Reads while it writes: a server that waits for room for its answers takes no more questions.
Outcome<void> Connection::WaitForBytes() {
  const int unsent = PQflush(handle_.get());
  const auto events = static_cast<short>(unsent == 1 ? POLLIN | POLLOUT : POLLIN);
  if (unsent >= 0 && !Poll(PQsocket(handle_.get()), events, patience_.statement + kGrace)) {
    return tl::unexpected(Lost("no answer in time"));
  }
  // Also after a failure to send: what the server said last may still be there.
  if (PQconsumeInput(handle_.get()) == 0 && PQisBusy(handle_.get()) == 1) {
    return tl::unexpected(Lost(FirstLine(PQerrorMessage(handle_.get()))));
  }
  return {};
}

void Connection::SendAndForget() {
  if (!unsent_ || !MarkSync()) return;
  if (PQflush(handle_.get()) != 0) (void)Settle();
}

// Nothing is expected of an idle connection: what can be read is its end. The server's last words
// may also have come together with the outcomes; libpq hands those to OnNotice once it is asked for
// another result.
bool Connection::Settle() {
  if (!lost_ && !expected_.empty()) {
    (void)Sync();
    if (!lost_) (void)NextResult();
  }
  return !lost_ && !Poll(PQsocket(handle_.get()), POLLIN, std::chrono::milliseconds(0));
}

Outcome<Rows> Connection::RunScript(const std::string& sql) {
  if (PQpipelineStatus(handle_.get()) != PQ_PIPELINE_OFF) PQexitPipelineMode(handle_.get());
  if (lost_ || PQsendQuery(handle_.get(), sql.c_str()) == 0) {
    return tl::unexpected(Lost(FirstLine(PQerrorMessage(handle_.get()))));
  }
  RawResult last = Own(nullptr);
  std::optional<Failure> first;
  for (;;) {
    auto result = NextResult();
    if (!result) return tl::unexpected(std::move(result.error()));
    if (!*result) break;
    const auto status = PQresultStatus(result->get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && !first) first = FailureIn(result->get());
    last = std::move(*result);
  }
  if (first) return tl::unexpected(std::move(*first));
  return Rows(std::move(last));
}

Failure Connection::Lost(std::string_view detail) {
  lost_ = true;
  return FailureOf("", target_.Redacted(std::string(detail)));
}

Failure Connection::FailureIn(const PGresult* result) {
  const auto sqlstate = Field(result, PG_DIAG_SQLSTATE);
  auto message = Field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (message.empty()) message = FirstLine(PQresultErrorMessage(result));
  Failure failure = FailureOf(sqlstate, target_.Redacted(std::string(message)));
  if (failure.kind == FailureKind::kLost || PQstatus(handle_.get()) == CONNECTION_BAD) {
    lost_ = true;
    failure.kind = FailureKind::kLost;
  }
  return failure;
}

}  // namespace imprint::postgres
