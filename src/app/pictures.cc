#include "app/pictures.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace imprint {
namespace {

constexpr int kGood = 200;

// Only forms that a browser cannot take for a page or a script, so no SVG.
std::string_view TypeOf(std::string_view bytes) {
  constexpr std::size_t kRiffHeader = 8;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
  if (bytes.starts_with("RIFF") && bytes.size() > kRiffHeader &&
      bytes.substr(kRiffHeader).starts_with("WEBP")) {
    return "image/webp";
  }
  return {};
}

tl::unexpected<Error> NotToBeHad(std::string_view reason) {
  return Fail(ErrorCode::kNotFound, fmt::format("The template's picture cannot be had: {}", reason),
              "image");
}

Result<PicturePtr> PictureIn(Result<OutboundResponse> answer) {
  if (!answer) {
    auto failed = NotToBeHad(answer.error().message());
    failed.value().detail = std::move(answer.error().detail);
    return failed;
  }
  if (answer->status != kGood) {
    return NotToBeHad(fmt::format("its server answered {}.", answer->status));
  }
  const std::string_view type = TypeOf(answer->body);
  if (type.empty()) return NotToBeHad("what is there is no PNG, JPEG, GIF or WebP.");
  return std::make_shared<const Picture>(Picture{std::move(answer->body), type});
}

}  // namespace

/// A fetch that ends with this, also by an exception.
class Pictures::Fetching {
 public:
  Fetching(Pictures& pictures, const std::string& url) : pictures_(pictures), url_(url) {}
  Fetching(const Fetching&) = delete;
  Fetching& operator=(const Fetching&) = delete;
  ~Fetching() { pictures_.End(url_); }

 private:
  Pictures& pictures_;
  const std::string& url_;
};

Pictures::Pictures(HttpClient& outbound, const Clock& clock, PictureLimits limits)
    : outbound_(outbound), clock_(clock), limits_(limits) {}

Result<PicturePtr> Pictures::Get(const std::string& url) {
  {
    std::unique_lock lock(mutex_);
    const bool may_look = AwaitOthers(url, lock);
    if (const Entry* known = may_look ? FindGood(url) : nullptr) return known->outcome;
    if (!may_look || !Begin(url)) {
      return Fail(ErrorCode::kUnavailable, "Too many pictures are being fetched, try again soon.");
    }
  }
  const Fetching fetching(*this, url);
  auto outcome = Fetch(url);
  Keep(url, outcome);
  return outcome;
}

const Pictures::Entry* Pictures::FindGood(const std::string& url) {
  const auto found = by_url_.find(url);
  if (found == by_url_.end()) return nullptr;
  const auto entry = found->second;
  if (entry->until <= clock_.Now()) {
    Remove(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return &*entry;
}

/// False where too many wait already.
bool Pictures::AwaitOthers(const std::string& url, std::unique_lock<std::mutex>& lock) {
  if (!under_way_.contains(url)) return true;
  if (waiting_ >= limits_.waiting) return false;
  ++waiting_;
  ended_.wait(lock, [&] { return !under_way_.contains(url); });
  --waiting_;
  return true;
}

bool Pictures::Begin(const std::string& url) {
  return under_way_.size() < limits_.fetches && under_way_.insert(url).second;
}

void Pictures::End(const std::string& url) {
  {
    const std::lock_guard lock(mutex_);
    under_way_.erase(url);
  }
  ended_.notify_all();
}

Result<PicturePtr> Pictures::Fetch(const std::string& url) {
  OutboundRequest request;
  request.url = url;
  request.headers = {{"Accept", "image/png, image/jpeg, image/gif, image/webp"}};
  request.timeout = limits_.timeout;
  request.max_response_bytes = limits_.picture_bytes;
  return PictureIn(outbound_.Send(request));
}

void Pictures::Keep(const std::string& url, Result<PicturePtr> outcome) {
  // What went wrong is in the log once already.
  if (!outcome) outcome.error().detail.clear();
  const std::size_t bytes = url.size() + (outcome ? (*outcome)->bytes.size() : 0);
  if (bytes > limits_.kept_bytes || limits_.kept == 0) return;
  const Time until = clock_.Now() + (outcome ? limits_.good_for : limits_.failed_for);
  const std::lock_guard lock(mutex_);
  while (entries_.size() >= limits_.kept || bytes_ + bytes > limits_.kept_bytes) {
    Remove(std::prev(entries_.end()));
  }
  entries_.push_front({url, std::move(outcome), until, bytes});
  by_url_.emplace(entries_.front().url, entries_.begin());
  bytes_ += bytes;
}

void Pictures::Remove(std::list<Entry>::iterator entry) {
  bytes_ -= entry->bytes;
  by_url_.erase(entry->url);
  entries_.erase(entry);
}

}  // namespace imprint
