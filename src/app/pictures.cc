#include "app/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/crypto.h"

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

tl::unexpected<Error> Busy() {
  return Fail(ErrorCode::kUnavailable, "Too many pictures are being fetched, try again soon.");
}

Result<PicturePtr> PictureIn(Result<OutboundResponse> answer) {
  if (!answer) {
    // What this server is short of is not for the picture to blame.
    if (answer.error().code() == ErrorCode::kUnavailable) {
      return Fail(std::move(answer.error()));
    }
    auto failed = NotToBeHad(answer.error().message());
    failed.value().detail = std::move(answer.error().detail);
    return failed;
  }
  if (answer->status != kGood) {
    return NotToBeHad(fmt::format("its server answered {}.", answer->status));
  }
  const std::string_view type = TypeOf(answer->body);
  if (type.empty()) return NotToBeHad("what is there is no PNG, JPEG, GIF or WebP.");
  std::string sha256 = crypto::Hex(crypto::AsText(crypto::Sha256(answer->body)));
  return std::make_shared<const Picture>(Picture{std::move(answer->body), type, std::move(sha256)});
}

}  // namespace

PictureLimits PictureLimits::ForWorkers(std::size_t workers) {
  constexpr std::size_t kLeast = 1;
  PictureLimits limits;
  limits.threads = std::clamp(workers / 4, kLeast, limits.threads);
  limits.owner_threads = std::max(limits.threads / 2, kLeast);
  return limits;
}

/// What a request takes of the limits: first a thread, then a fetch as well. Gives both back at its
/// end, also by an exception. Taking needs the lock, and its end must not have it.
class Pictures::Turn {
 public:
  Turn(Pictures& pictures, const std::string& url, AccountId owner)
      : pictures_(pictures), url_(url), owner_(owner) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn();

  bool TakeThread();
  bool CanFetch() const;
  void TakeFetch();

 private:
  Pictures& pictures_;
  const std::string& url_;
  const AccountId owner_;
  Load* own_ = nullptr;  // of the owner, once it has a thread
  bool fetches_ = false;
};

Pictures::Turn::~Turn() {
  if (own_ == nullptr) return;
  {
    const std::lock_guard lock(pictures_.mutex_);
    for (Load* load : {&pictures_.load_, own_}) {
      --load->threads;
      if (fetches_) --load->fetches;
    }
    if (fetches_) pictures_.under_way_.erase(url_);
    if (own_->threads == 0) pictures_.load_of_.erase(owner_);
  }
  if (fetches_) pictures_.ended_.notify_all();
}

bool Pictures::Turn::TakeThread() {
  const PictureLimits& limits = pictures_.limits_;
  Load& own = pictures_.load_of_[owner_];
  if (pictures_.load_.threads >= limits.threads || own.threads >= limits.owner_threads) {
    if (own.threads == 0) pictures_.load_of_.erase(owner_);
    return false;
  }
  ++pictures_.load_.threads;
  ++own.threads;
  own_ = &own;
  return true;
}

bool Pictures::Turn::CanFetch() const {
  const PictureLimits& limits = pictures_.limits_;
  return pictures_.load_.fetches < limits.fetches && own_->fetches < limits.owner_fetches &&
         !pictures_.under_way_.contains(url_);
}

void Pictures::Turn::TakeFetch() {
  pictures_.under_way_.insert(url_);
  ++pictures_.load_.fetches;
  ++own_->fetches;
  fetches_ = true;
}

Pictures::Pictures(HttpClient& outbound, const Clock& clock, PictureLimits limits)
    : outbound_(outbound), clock_(clock), limits_(limits) {}

Result<PicturePtr> Pictures::Get(const std::string& url, AccountId owner) {
  Turn turn(*this, url, owner);
  {
    std::unique_lock lock(mutex_);
    if (const Entry* known = FindGood(url)) return known->outcome;
    if (!turn.TakeThread()) return Busy();
    const bool came =
        ended_.wait_for(lock, limits_.timeout, [&] { return FindGood(url) || turn.CanFetch(); });
    if (const Entry* known = FindGood(url)) return known->outcome;
    if (!came) return Busy();
    turn.TakeFetch();
  }
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

Result<PicturePtr> Pictures::Fetch(const std::string& url) {
  OutboundRequest request;
  request.url = url;
  request.headers = {{"Accept", "image/png, image/jpeg, image/gif, image/webp"}};
  request.timeout = limits_.timeout;
  request.max_response_bytes = limits_.picture_bytes;
  return PictureIn(outbound_.Send(request));
}

void Pictures::Keep(const std::string& url, Result<PicturePtr> outcome) {
  if (!outcome && outcome.error().code() == ErrorCode::kUnavailable) return;
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
