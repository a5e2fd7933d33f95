#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json/document.h"

namespace imprint::client {

/// How a command about a server ends, as the process's exit code.
enum class Exit {
  kDone = 0,
  kFailed = 1,
  kUndecided = 2,  // something has to be decided first; nothing was done
  kRefused = 3,    // no token, or one that may not do this
  kNotFound = 4,
  kUnreachable = 5,  // no server there, or one that cannot do it now
};

/// One thing that is wrong, in the server's words or ours.
struct Said {
  std::string message;
  std::string field = {};
};

/// Why a command did not do what was asked.
struct [[nodiscard]] Refusal {
  Exit exit = Exit::kFailed;
  std::string code = {};  // the server's name for it, where it gave one
  std::vector<Said> said = {};
  /// The server's answer, where it was JSON; otherwise nullptr.
  std::shared_ptr<const json::Document> answer = nullptr;
};

template <typename T>
using Outcome = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> Refuse(Exit exit, std::string message, std::string field = {}) {
  return tl::unexpected<Refusal>(
      Refusal{exit, {}, {Said{std::move(message), std::move(field)}}, nullptr});
}
/// What went wrong on this side.
tl::unexpected<Refusal> Refuse(const Error& error);
/// Passes a refusal on from a function that gives another outcome.
template <typename T>
tl::unexpected<Refusal> PassOn(Outcome<T>& outcome) {
  return tl::unexpected<Refusal>(std::move(outcome.error()));
}

/// What an answer that is no success says, in any of the forms that the server's APIs have.
Refusal RefusalOf(int status, std::string_view body);

}  // namespace imprint::client
