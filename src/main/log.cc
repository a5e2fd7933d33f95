#include "main/log.h"

#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <utility>

#include "base/json/text.h"
#include "base/json/writer.h"
#include "main/log_sink.h"

namespace imprint {
namespace {

// Lines of this logger are made by LogEvent; those of any other are messages in words.
constexpr const char* kEvents = "events";

std::atomic<bool> as_json = false;

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string Utf8(std::string_view text) {
  std::string out(text);
  if (json::IsUtf8(text)) return out;
  for (char& c : out) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return out;
}

bool NeedsQuotes(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f;
  });
}

// What most values are: it can stand in a line as it is.
bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
  });
}

void AppendValue(std::string_view value, std::string& line) {
  if (IsPlain(value)) {
    line += value;
    return;
  }
  const std::string text = Utf8(value);
  line += NeedsQuotes(text) ? json::Quote(text) : text;
}

bool IsLeftOut(const LogField& field) {
  const auto* text = std::get_if<std::string_view>(&field.value);
  return text && text->empty();
}

std::string TextOf(std::string_view event, std::initializer_list<LogField> fields) {
  std::string line;
  line.reserve(256);
  line += event;
  for (const LogField& field : fields) {
    if (IsLeftOut(field)) continue;
    line.append(" ").append(field.name).append("=");
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      AppendValue(std::get<std::string_view>(field.value), line);
    }
  }
  return line;
}

/// The members behind time and level, without braces.
std::string JsonOf(std::string_view event, std::initializer_list<LogField> fields) {
  std::string members;
  json::Writer writer(members);
  writer.Key("event").String(event);
  for (const LogField& field : fields) {
    if (IsLeftOut(field)) continue;
    writer.Key(field.name);
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      writer.Number(*number);
    } else {
      writer.String(Utf8(std::get<std::string_view>(field.value)));
    }
  }
  return members;
}

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    using std::chrono::milliseconds;
    const auto since_epoch =
        std::chrono::duration_cast<milliseconds>(message.time.time_since_epoch());
    const std::time_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char time[32];
    const std::size_t size = std::strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%S", &parts);
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string_view payload(message.payload.data(), message.payload.size());
    const std::string members =
        std::string_view(message.logger_name.data(), message.logger_name.size()) == kEvents
            ? std::string(payload)
            : JsonOf("message", {{"detail", payload}});
    fmt::format_to(fmt::appender(out),
                   R"({{"time":"{}.{:03}Z","level":"{}",{}}})"
                   "\n",
                   std::string_view(time, size), since_epoch.count() % 1000,
                   std::string_view(level.data(), level.size()), members);
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

std::optional<spdlog::level::level_enum> LevelNamed(std::string_view name) {
  if (name == "info") return spdlog::level::info;
  if (name == "warn") return spdlog::level::warn;
  if (name == "error") return spdlog::level::err;
  if (name == "off") return spdlog::level::off;
  return std::nullopt;
}

spdlog::logger* events = nullptr;

}  // namespace

Status StartLog(std::string_view format, std::string_view level) {
  if (format != "text" && format != "json") {
    return Fail(ErrorCode::kInvalidField, "Say text or json.", "--log-format");
  }
  const auto least = LevelNamed(level);
  if (!least) {
    return Fail(ErrorCode::kInvalidField, "Say info, warn, error or off.", "--log-level");
  }
  as_json = format == "json";
  const auto sink = std::make_shared<LogSink>();
  if (as_json) {
    sink->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
  }
  static std::shared_ptr<spdlog::logger> kept;
  kept = std::make_shared<spdlog::logger>(kEvents, sink);
  events = kept.get();
  const auto words = std::make_shared<spdlog::logger>("imprint", sink);
  for (const auto& logger : {kept, words}) {
    logger->set_level(*least);
  }
  spdlog::set_default_logger(words);
  return {};
}

bool Logs(LogLevel level) {
  return events && events->should_log(SpdlogLevel(level));
}

void LogEvent(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!Logs(level)) return;
  const std::string line = as_json ? JsonOf(event, fields) : TextOf(event, fields);
  events->log(SpdlogLevel(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace imprint
