#include "main/readiness.h"

#include <algorithm>

#include "base/json/writer.h"
#include "main/log.h"

namespace imprint {
namespace {

constexpr std::chrono::seconds kFresh{1};
constexpr std::chrono::seconds kPatience{2};

}  // namespace

Readiness::Readiness(std::vector<Check> checks, Now now)
    : checks_(std::move(checks)), now_(std::move(now)) {}

http::Response Readiness::Answer() {
  std::unique_lock lock(mutex_);
  if (stopping_) return Render(false);
  if (running_) {
    const auto left = begun_ + kPatience - now_();
    const bool done = ran_.wait_for(lock, left, [this] { return !running_; });
    return Render(done && !stopping_);
  }
  if (passed_.empty() || now_() - asked_ >= kFresh) RunChecks(lock);
  return Render(!stopping_);
}

void Readiness::RunChecks(std::unique_lock<std::mutex>& lock) {
  running_ = true;
  begun_ = now_();
  lock.unlock();
  std::vector<bool> passed;
  for (const auto& [name, check] : checks_) {
    const Status status = check();
    passed.push_back(status.has_value());
    if (!status) {
      const Error& error = status.error();
      LogEvent(LogLevel::kWarning, "unready",
               {{"check", name}, {"message", error.message()}, {"detail", error.detail}});
    }
  }
  lock.lock();
  passed_ = std::move(passed);
  asked_ = now_();
  running_ = false;
  ran_.notify_all();
}

http::Response Readiness::Render(bool known) const {
  const bool ready =
      known && std::all_of(passed_.begin(), passed_.end(), [](bool passed) { return passed; });
  http::Response response{.status = ready ? 200 : 503};
  json::Writer writer(response.body);
  writer.BeginObject().Key("status").String(ready ? "ready" : "unavailable");
  writer.Key("checks").BeginObject();
  for (std::size_t i = 0; i < checks_.size() && !stopping_; ++i) {
    writer.Key(checks_[i].first).String(known && passed_[i] ? "ok" : "unavailable");
  }
  writer.EndObject().EndObject();
  if (!ready) response.headers.emplace_back("Retry-After", "1");
  return response;
}

void Readiness::Stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
}

}  // namespace imprint
