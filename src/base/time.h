#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace imprint {

/// A moment in UTC, to the millisecond.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// "2026-01-31T09:05:00.123Z", always 24 characters for years 0 to 9999.
std::string FormatIso(Time time);

/// Seconds in "90s", "15m", "12h" or "30d"; nullopt for anything else, zero, or over ten years.
std::optional<std::chrono::seconds> ParseDuration(std::string_view text);

inline std::int64_t ToMillis(Time time) {
  return time.time_since_epoch().count();
}
inline Time FromMillis(std::int64_t millis) {
  return Time(std::chrono::milliseconds(millis));
}

}  // namespace imprint
