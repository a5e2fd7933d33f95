#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "surface/http/message.h"

namespace imprint::http {

/// Answers a request. Called on the thread that `Runs` says.
using Handler = std::function<Response(const Request&)>;
/// Decides from a head alone whether a streamed body is welcome. Called on a worker thread. The
/// request lives as long as the sink.
using SinkOpener = std::function<Result<std::unique_ptr<BodySink>>(const Request&)>;
/// Turns an error into a dialect's answer.
using ErrorRenderer = std::function<Response(const Error&)>;

/// Where a handler runs.
enum class Runs {
  kQuick,   // on the I/O thread: it never waits
  kLookup,  // there, too, unless looking up rows may wait (ServerOptions::lookups_inline)
  kPooled,  // on the worker pool
};

struct Route {
  std::string method;   // "GET" answers HEAD too
  std::string pattern;  // "/v1/templates/{_id}": a {name} takes one non-empty path segment
  Handler handler = nullptr;
  Runs runs = Runs::kPooled;
  SinkOpener open_sink = nullptr;  // instead of `handler`, for bodies that are streamed
};

/// Paths, methods and the dialect in which a path's errors are answered. Filled before the server
/// starts and only read from then on. A literal segment wins over a {name}.
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// A method and pattern that were added before keep their first route.
  void Add(Route route);
  /// Errors of paths that begin with `prefix` (whole segments; the longest prefix wins; "/" is the
  /// fallback) are rendered by `render`.
  void SetErrorRenderer(std::string prefix, ErrorRenderer render);
  /// Answers GET and HEAD where no route has the path and no dialect claims it, that is, where the
  /// errors are those of "/", and where it does not begin with two slashes. Its pattern names it in
  /// metrics; it runs on the I/O thread.
  void SetFallback(Route route);

  struct Match {
    const Route* route = nullptr;  // null: see `allowed`
    bool is_fallback = false;      // nothing is at the path, so that no body is waited for
    std::vector<std::pair<std::string, std::string>> params;
    std::vector<std::string> allowed;  // methods of the path, sorted, when only the method differs
  };
  /// `path` is percent-decoded per segment by the router, so pass it as sent, without the query.
  Match Find(std::string_view method, std::string_view raw_path) const;
  Response RenderError(std::string_view raw_path, const Error& error) const;

 private:
  struct Entry;
  struct Node;
  class Walk;
  const std::pair<std::string, ErrorRenderer>* RendererOf(std::string_view raw_path) const;
  bool FallsBack(std::string_view method, std::string_view raw_path) const;

  std::unique_ptr<Node> root_;
  std::optional<Route> fallback_;
  std::vector<std::pair<std::string, ErrorRenderer>> renderers_;
};

/// Percent-decodes; nullopt for a broken escape, a NUL, or invalid UTF-8. `plus_is_space` for
/// query strings.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space);
/// Splits and decodes "a=1&b=2"; nullopt when a part cannot be decoded.
std::optional<std::vector<std::pair<std::string, std::string>>> ParseQuery(std::string_view text);

}  // namespace imprint::http
