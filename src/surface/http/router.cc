#include "surface/http/router.h"

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <utility>

#include "surface/http/default_error.h"

namespace imprint::http {

struct Router::Entry {
  std::vector<std::string> names;  // of the {name} segments, in order
  Route route;
};

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> any;   // a {name} segment
  std::vector<Entry> entries;  // routes that end here, one a method
};

namespace {

constexpr std::string_view kGet = "GET";
constexpr std::string_view kHead = "HEAD";

/// "/a/b" -> {"a", "b"}, "/" -> {""}; nothing for what does not begin with a slash.
std::vector<std::string_view> SplitPath(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.empty() || path.front() != '/') return segments;
  segments.reserve(8);
  for (;;) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, slash));
    if (slash == path.size()) return segments;
    path.remove_prefix(slash);
  }
}

bool IsName(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool NeedsDecoding(std::string_view path) {
  return std::any_of(path.begin(), path.end(), [](char c) {
    return c == '%' || c == '\0' || static_cast<unsigned char>(c) >= 0x80;
  });
}

/// Decodes each segment into `storage`, which then backs `segments`; false when one cannot be.
bool DecodeSegments(std::vector<std::string_view>& segments, std::vector<std::string>& storage) {
  storage.reserve(segments.size());
  for (std::string_view& segment : segments) {
    auto decoded = PercentDecode(segment, false);
    if (!decoded) return false;
    segment = storage.emplace_back(std::move(*decoded));
  }
  return true;
}

std::string_view PathWithoutQuery(std::string_view target) {
  return target.substr(0, target.find('?'));
}

bool IsUnder(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

/// One look-up: walks the tree depth first, literals before names, so that the first route found
/// is the most specific one that takes the method.
class Router::Walk {
 public:
  explicit Walk(std::string_view method) : method_(method) {}

  const Entry* Visit(const Node& node, std::span<const std::string_view> segments) {
    if (segments.empty()) return Take(node);
    const std::string_view segment = segments.front();
    const auto literal = node.literals.find(segment);
    if (literal != node.literals.end()) {
      if (const Entry* found = Visit(*literal->second, segments.subspan(1))) return found;
    }
    if (!node.any || segment.empty()) return nullptr;
    values_.push_back(segment);
    const Entry* found = Visit(*node.any, segments.subspan(1));
    if (!found) values_.pop_back();
    return found;
  }

  const std::vector<std::string_view>& values() const { return values_; }
  std::vector<std::string> TakeAllowed() {
    std::sort(allowed_.begin(), allowed_.end());
    allowed_.erase(std::unique(allowed_.begin(), allowed_.end()), allowed_.end());
    return std::move(allowed_);
  }

 private:
  const Entry* Take(const Node& node) {
    const Entry* get = nullptr;
    for (const Entry& entry : node.entries) {
      if (entry.route.method == method_) return &entry;
      if (entry.route.method == kGet) get = &entry;
      allowed_.push_back(entry.route.method);
    }
    if (get && method_ == kHead) return get;
    if (get) allowed_.emplace_back(kHead);
    return nullptr;
  }

  std::string_view method_;
  std::vector<std::string_view> values_;
  std::vector<std::string> allowed_;
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::Add(Route route) {
  Node* node = root_.get();
  Entry entry;
  for (const std::string_view segment : SplitPath(route.pattern)) {
    const bool is_name = IsName(segment);
    if (is_name) entry.names.emplace_back(segment.substr(1, segment.size() - 2));
    std::unique_ptr<Node>& next = is_name ? node->any : node->literals[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  entry.route = std::move(route);
  node->entries.push_back(std::move(entry));
}

Router::Match Router::Find(std::string_view method, std::string_view raw_path) const {
  std::vector<std::string_view> segments = SplitPath(raw_path);
  std::vector<std::string> storage;
  if (segments.empty()) return {};
  if (NeedsDecoding(raw_path) && !DecodeSegments(segments, storage)) return {};

  Match match;
  Walk walk(method);
  const Entry* found = walk.Visit(*root_, segments);
  if (!found) {
    match.allowed = walk.TakeAllowed();
    match.is_fallback = match.allowed.empty() && FallsBack(method, raw_path);
    if (match.is_fallback) match.route = &*fallback_;
    return match;
  }
  match.route = &found->route;
  for (std::size_t i = 0; i < found->names.size(); ++i) {
    match.params.emplace_back(found->names[i], walk.values()[i]);
  }
  return match;
}

void Router::SetErrorRenderer(std::string prefix, ErrorRenderer render) {
  while (prefix.ends_with('/')) prefix.pop_back();
  renderers_.emplace_back(std::move(prefix), std::move(render));
  std::stable_sort(renderers_.begin(), renderers_.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

void Router::SetFallback(Route route) { fallback_ = std::move(route); }

const std::pair<std::string, ErrorRenderer>* Router::RendererOf(std::string_view raw_path) const {
  const std::string_view path = PathWithoutQuery(raw_path);
  const std::optional<std::string> decoded = PercentDecode(path, false);
  const std::string_view seen = decoded ? std::string_view(*decoded) : path;
  for (const auto& renderer : renderers_) {
    if (renderer.first.empty() || IsUnder(seen, renderer.first)) return &renderer;
  }
  return nullptr;
}

Response Router::RenderError(std::string_view raw_path, const Error& error) const {
  const auto* renderer = RendererOf(raw_path);
  return renderer ? renderer->second(error) : DefaultErrorResponse(error);
}

bool Router::FallsBack(std::string_view method, std::string_view raw_path) const {
  const bool reads = method == kGet || method == kHead;
  // In a page, "//host/x" would be another host's address.
  if (!fallback_ || !reads || raw_path.starts_with("//")) return false;
  const auto* renderer = RendererOf(raw_path);
  return !renderer || renderer->first.empty();
}

}  // namespace imprint::http
