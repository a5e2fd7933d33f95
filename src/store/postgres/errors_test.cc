#include "store/postgres/errors.h"

#include <gtest/gtest.h>

namespace imprint::postgres {
namespace {

TEST(PostgresErrors, MapsEveryKindOfFailure) {
  const struct {
    const char* sqlstate;
    FailureKind kind;
    ErrorCode code;
  } cases[] = {
      {"40001", FailureKind::kRetry, ErrorCode::kUnavailable},   // serialization
      {"40P01", FailureKind::kRetry, ErrorCode::kUnavailable},   // deadlock
      {"", FailureKind::kLost, ErrorCode::kUnavailable},         // no answer at all
      {"08006", FailureKind::kLost, ErrorCode::kUnavailable},    // connection failure
      {"08P01", FailureKind::kLost, ErrorCode::kUnavailable},    // protocol violation
      {"57P01", FailureKind::kLost, ErrorCode::kUnavailable},    // shutdown or terminated
      {"57P02", FailureKind::kLost, ErrorCode::kUnavailable},    // another session crashed
      {"57P03", FailureKind::kLost, ErrorCode::kUnavailable},    // starting up
      {"25P03", FailureKind::kLost, ErrorCode::kUnavailable},    // silent in a transaction
      {"25006", FailureKind::kLost, ErrorCode::kUnavailable},    // read-only: a standby
      {"26000", FailureKind::kLost, ErrorCode::kUnavailable},    // prepared statement forgotten
      {"53100", FailureKind::kFailed, ErrorCode::kUnavailable},  // disk full
      {"53200", FailureKind::kFailed, ErrorCode::kUnavailable},  // out of memory
      {"53300", FailureKind::kFailed, ErrorCode::kUnavailable},  // too many connections
      {"55P03", FailureKind::kFailed, ErrorCode::kUnavailable},  // lock not to be had
      {"57014", FailureKind::kFailed, ErrorCode::kUnavailable},  // statement timeout
      {"58030", FailureKind::kFailed, ErrorCode::kUnavailable},  // input/output
      {"XX001", FailureKind::kFailed, ErrorCode::kInternal},     // damaged
      {"XX002", FailureKind::kFailed, ErrorCode::kInternal},     // damaged index
      {"42P01", FailureKind::kFailed, ErrorCode::kInternal},     // no such table
      {"23514", FailureKind::kFailed, ErrorCode::kInternal},     // check violated
      {"0A000", FailureKind::kFailed, ErrorCode::kInternal},     // not supported
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.sqlstate);
    const Failure failure = FailureOf(c.sqlstate, "what happened");
    EXPECT_EQ(failure.kind, c.kind);
    EXPECT_EQ(failure.error.code(), c.code);
    EXPECT_NE(failure.error.detail.find(c.sqlstate), std::string::npos);
    EXPECT_NE(failure.error.detail.find("what happened"), std::string::npos);
    EXPECT_EQ(failure.error.message().find("what happened"), std::string::npos);
  }
}

TEST(PostgresErrors, DropsAConnectionWhosePlansAreOutdated) {
  EXPECT_EQ(FailureOf("0A000", "cached plan must not change result type").kind, FailureKind::kLost);
}

TEST(PostgresErrors, TellsAnOperatorWhatHappened) {
  const Error error = ForOperator(Unavailable("it is asleep"), "u@h:1/d");
  EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
  EXPECT_EQ(error.message(), "The database u@h:1/d cannot be used: it is asleep");
  EXPECT_EQ(ForOperator(Error(ErrorCode::kInternal, "too new"), "h/d").message(),
            "The database h/d cannot be used: too new");
}

}  // namespace
}  // namespace imprint::postgres
