#include "main/log_sink.h"

#include <spdlog/details/log_msg.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string_view>

namespace imprint {
namespace {

constexpr std::chrono::milliseconds kGather{10};
constexpr std::size_t kMostWaiting = 64 * 1024;

// Where standard error cannot be written there is nobody to tell.
void WriteAll(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

LogSink::LogSink() : thread_([this] { Run(); }) {}

LogSink::~LogSink() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
  flush_();
}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  const bool first = waiting_.size() == 0;
  formatter_->format(message, waiting_);
  if (message.level >= spdlog::level::warn || waiting_.size() >= kMostWaiting) {
    flush_();
  } else if (first) {
    arrived_.notify_one();
  }
}

// With the lock held: lines of two threads must not get into each other's way.
void LogSink::flush_() {
  WriteAll({waiting_.data(), waiting_.size()});
  waiting_.clear();
}

void LogSink::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    arrived_.wait(lock, [this] { return stopping_ || waiting_.size() > 0; });
    // Woken early only by the end.
    arrived_.wait_for(lock, kGather, [this] { return stopping_; });
    flush_();
  }
}

}  // namespace imprint
