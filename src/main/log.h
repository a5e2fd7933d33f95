#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"

namespace imprint {

enum class LogLevel { kInfo, kWarning, kError };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t> value;  // an empty text leaves the field out
};

/// Starts the log on standard error. `format`: "text", one line of name=value pairs, or "json", one
/// object a line with the same names. `level`: "info", "warn", "error" or "off". kInvalidField,
/// naming the option, for anything else. To be called before there are other threads.
Status StartLog(std::string_view format, std::string_view level);

/// False when what is logged at `level` goes nowhere.
bool Logs(LogLevel level);

/// Writes one event. Values may be any bytes: they are escaped, and each event stays one line.
/// Safe from any thread.
void LogEvent(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);

}  // namespace imprint
