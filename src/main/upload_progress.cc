#include "main/upload_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <utility>

namespace imprint {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetween{100};

/// One line of a terminal that is written over as the file goes out.
class ProgressLine {
 public:
  explicit ProgressLine(std::uint64_t size) : size_(size) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() {
    if (shown_) fmt::print(stderr, "\n");
  }

  void Tell(std::uint64_t sent) {
    const auto now = Clock::now();
    if (shown_ && sent < size_ && now - told_ < kBetween) return;
    told_ = now;
    shown_ = true;
    const double seconds = std::chrono::duration<double>(now - begun_).count();
    const std::uint64_t percent = size_ == 0 ? 100 : sent * 100 / size_;
    std::string speed;
    if (seconds > 0.2) {
      speed =
          ", " + ByteText(static_cast<std::uint64_t>(static_cast<double>(sent) / seconds)) + "/s";
    }
    fmt::print(stderr, "\r\x1b[K{} of {} ({}%){}", ByteText(sent), ByteText(size_), percent, speed);
    std::fflush(stderr);
  }

 private:
  const std::uint64_t size_;
  const Clock::time_point begun_ = Clock::now();
  Clock::time_point told_{};
  bool shown_ = false;
};

}  // namespace

std::string ByteText(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

client::FileBytes WithProgress(client::FileBytes file) {
  if (::isatty(STDERR_FILENO) == 0) return file;
  auto line = std::make_shared<ProgressLine>(file.size);
  auto read = std::move(file.read);
  file.read = [line, read = std::move(read)](std::uint64_t at, char* to, std::size_t most) {
    const auto count = read(at, to, most);
    if (count) line->Tell(at + *count);
    return count;
  };
  return file;
}

}  // namespace imprint
