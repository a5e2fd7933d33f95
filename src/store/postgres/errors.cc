#include "store/postgres/errors.h"

#include <algorithm>
#include <array>
#include <utility>

namespace imprint::postgres {
namespace {

bool HasClass(std::string_view sqlstate, std::string_view code) {
  return sqlstate.substr(0, 2) == code;
}

bool IsRetry(std::string_view sqlstate) {
  return sqlstate == "40001" || sqlstate == "40P01";
}

// Next to the ends of the session itself these are: a server that became read-only or a standby,
// where a new connection may reach the one that took over, and statements that it forgot or plans
// differently since somebody changed the schema.
bool IsLost(std::string_view sqlstate, std::string_view message) {
  constexpr std::array<std::string_view, 7> kLost{"57P01", "57P02", "57P03", "57P05",
                                                  "25P03", "25006", "26000"};
  return HasClass(sqlstate, "08") || std::ranges::find(kLost, sqlstate) != kLost.end() ||
         (sqlstate == "0A000" && (message.find("cached plan") != std::string_view::npos ||
                                  message.find("hot standby") != std::string_view::npos));
}

// Too few resources, an operator's hand, an input/output error, a lock that others keep.
bool IsPassing(std::string_view sqlstate) {
  return HasClass(sqlstate, "53") || HasClass(sqlstate, "57") || HasClass(sqlstate, "58") ||
         HasClass(sqlstate, "40") || sqlstate == "55P03";
}

}  // namespace

Error Unavailable(std::string detail) {
  return Error(ErrorCode::kUnavailable, "The store is not available right now.")
      .WithDetail(std::move(detail));
}

Error Damaged(std::string detail) {
  return Error(ErrorCode::kInternal, "The store could not answer.").WithDetail(std::move(detail));
}

Error ForOperator(Error error, std::string_view database) {
  std::string message = "The database " + std::string(database) + " cannot be used: ";
  message += error.detail.empty() ? error.message() : error.detail;
  return Error(error.code(), std::move(message)).WithDetail(std::move(error.detail));
}

Failure FailureOf(std::string_view sqlstate, std::string_view message) {
  std::string detail = "postgres ";
  detail.append(sqlstate.empty() ? "connection" : sqlstate).append(": ").append(message);
  if (IsRetry(sqlstate)) return {FailureKind::kRetry, Unavailable(std::move(detail))};
  if (sqlstate.empty() || IsLost(sqlstate, message)) {
    return {FailureKind::kLost, Unavailable(std::move(detail))};
  }
  if (IsPassing(sqlstate)) return {FailureKind::kFailed, Unavailable(std::move(detail))};
  return {FailureKind::kFailed, Damaged(std::move(detail))};
}

}  // namespace imprint::postgres
