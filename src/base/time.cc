#include "base/time.h"

#include <fmt/format.h>

#include <charconv>

namespace imprint {

namespace {

// The last `digits` digits of a number, in decimal.
void WriteDigits(std::uint32_t number, int digits, char* out) {
  for (int i = digits - 1; i >= 0; --i, number /= 10) out[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string FormatIso(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const int year = static_cast<int>(date.year());
  if (year >= 0 && year <= 9999) {
    std::string text = "0000-00-00T00:00:00.000Z";
    WriteDigits(static_cast<std::uint32_t>(year), 4, text.data());
    WriteDigits(static_cast<unsigned>(date.month()), 2, text.data() + 5);
    WriteDigits(static_cast<unsigned>(date.day()), 2, text.data() + 8);
    WriteDigits(static_cast<std::uint32_t>(clock.hours().count()), 2, text.data() + 11);
    WriteDigits(static_cast<std::uint32_t>(clock.minutes().count()), 2, text.data() + 14);
    WriteDigits(static_cast<std::uint32_t>(clock.seconds().count()), 2, text.data() + 17);
    WriteDigits(static_cast<std::uint32_t>(clock.subseconds().count()), 3, text.data() + 20);
    return text;
  }
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", year,
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<std::chrono::seconds> ParseDuration(std::string_view text) {
  constexpr std::int64_t kTenYears = 10LL * 366 * 24 * 3600;
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end + 1 != text.data() + text.size()) return std::nullopt;
  std::int64_t unit = 0;
  switch (*end) {
    case 's':
      unit = 1;
      break;
    case 'm':
      unit = 60;
      break;
    case 'h':
      unit = 3600;
      break;
    case 'd':
      unit = 86400;
      break;
    default:
      return std::nullopt;
  }
  if (count <= 0 || count > kTenYears / unit) return std::nullopt;
  return std::chrono::seconds(count * unit);
}

}  // namespace imprint
