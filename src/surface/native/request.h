#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/accounts.h"
#include "app/pictures.h"
#include "app/services.h"
#include "app/working_memory.h"
#include "base/json/document.h"
#include "surface/http/account/account_handler.h"
#include "surface/http/router.h"
#include "surface/native/object_reader.h"

namespace imprint::native {

using http::Json;

/// What this API is served with. Outlives the router.
struct Site {
  const Services& services;
  http::FailureLog on_failure;
  http::Admission* admission = nullptr;  // null: nobody is held to a rate
  std::string_view version = {};         // of this server
  Pictures* pictures = nullptr;          // null: none are fetched
};

/// What every handler works with, for one request.
struct Context {
  const Services& services;  // with the caller
  const Site& site;
};

/// The body as JSON. kUnsupportedMediaType unless the Content-Type is application/json,
/// kMalformedBody when it is not JSON.
Result<json::Document> ParseBody(const Context& context, const http::Request& request);
/// Reads an object by `read`. All faults are told at once, members that `read` does not ask for
/// among them: a misspelt field must not pass silently.
Status ReadBody(const Context& context, const json::Document& body,
                const std::function<void(ObjectReader&, Faults&)>& read);

/// The parameters of a query. Each may be given once; RefuseOthers ends with what is wrong.
class QueryReader {
 public:
  explicit QueryReader(const http::Request& request);

  /// Empty when it is absent.
  std::string Text(std::string_view name);
  /// "true" or "false"; false when it is absent.
  bool Flag(std::string_view name);
  /// A whole number from 1.
  std::optional<std::uint32_t> Number(std::string_view name);
  /// An id of either kind.
  std::optional<Id> AnyId(std::string_view name);
  /// The index of the text among `values`.
  std::optional<std::size_t> Choice(std::string_view name,
                                    std::span<const std::string_view> values);
  /// `limit`: at most `most`, and 100 when it is absent.
  std::size_t Limit(std::size_t most);

  /// kInvalidQuery with everything that is wrong, parameters that were not asked for among it: a
  /// misspelt dryRun must not change anything.
  Status RefuseOthers();

 private:
  void Refuse(std::string_view name, std::string_view what);

  const http::Request& request_;
  std::vector<std::string_view> known_;
  Faults faults_;
};

/// The route's {templateId} of a "template", and so on; kNotFound, as for an id that nothing has,
/// when it is no id.
Result<Id> IdParam(const http::Request& request, std::string_view what);
/// The error for one that is not there, as the operations have it.
Error NotFound(std::string_view what);

/// An answer that holds memory until it is sent.
http::Response Large(http::Response response, HeldMemory held);
/// An answer that was made without memory for it: takes some, or kUnavailable.
Result<http::Response> Counted(const Context& context, http::Response response);
/// The same for the answer to a change, which must be told even where there is no memory.
http::Response Told(const Context& context, http::Response response);

}  // namespace imprint::native
