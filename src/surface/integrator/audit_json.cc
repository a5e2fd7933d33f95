#include "surface/integrator/audit_json.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

#include "base/json/writer.h"

namespace imprint::integrator {
namespace {

// By the numbers of AuditEvent.
constexpr std::array<std::string_view, 10> kEvents{
    "create", "update", "delete",  "install",  "publish",
    "upload", "revoke", "upgrade", "rollback", "revert"};

/// Takes a text apart from the front.
class Scanner {
 public:
  explicit Scanner(std::string_view rest) : rest_(rest) {}

  bool at_end() const { return rest_.empty(); }
  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `digits` digits, at most `most`.
  bool Number(std::size_t digits, int most, int& value) {
    if (rest_.size() < digits) return false;
    value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!std::isdigit(static_cast<unsigned char>(rest_[i]))) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value <= most;
  }
  // The digits of a fraction, to the millisecond.
  bool Fraction(int& millis) {
    int taken = 0;
    for (millis = 0; !rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front()));
         rest_.remove_prefix(1), ++taken) {
      if (taken < 3) millis = millis * 10 + (rest_.front() - '0');
    }
    for (int i = taken; i < 3; ++i) millis *= 10;
    return taken > 0 && taken <= 9;
  }

 private:
  std::string_view rest_;
};

bool ScanDate(Scanner& scanner, std::chrono::sys_days& day) {
  int year = 0;
  int month = 0;
  int of_month = 0;
  if (!scanner.Number(4, 9999, year) || !scanner.Take('-') || !scanner.Number(2, 12, month) ||
      !scanner.Take('-') || !scanner.Number(2, 31, of_month)) {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(of_month))};
  day = date;
  return date.ok();
}

bool ScanTimeOfDay(Scanner& scanner, std::chrono::milliseconds& time) {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  int millis = 0;
  if (!scanner.Number(2, 23, hours) || !scanner.Take(':') || !scanner.Number(2, 59, minutes)) {
    return false;
  }
  if (scanner.Take(':')) {
    if (!scanner.Number(2, 59, seconds)) return false;
    if (scanner.Take('.') && !scanner.Fraction(millis)) return false;
  }
  time = std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) +
         std::chrono::milliseconds(millis);
  return true;
}

bool ScanOffset(Scanner& scanner, std::chrono::minutes& offset) {
  if (scanner.Take('Z')) return true;
  const bool behind = scanner.Take('-');
  if (!behind && !scanner.Take('+')) return false;
  int hours = 0;
  int minutes = 0;
  if (!scanner.Number(2, 23, hours)) return false;
  scanner.Take(':');
  if (!scanner.Number(2, 59, minutes)) return false;
  offset = std::chrono::minutes(60 * hours + minutes) * (behind ? -1 : 1);
  return true;
}

Status ReadTime(const http::Request& request, const char* name, std::optional<Time>& into) {
  const std::string* text = request.Query(name);
  if (!text || text->empty()) return {};
  into = ParseIso(*text);
  if (into) return {};
  return Fail(ErrorCode::kInvalidQuery,
              fmt::format("{} must be a time of ISO 8601, like 2026-01-31T09:05:00Z.", name), name);
}

Status ReadEvent(const http::Request& request, std::optional<AuditEvent>& into) {
  const std::string* text = request.Query("event");
  if (!text || text->empty()) return {};
  for (std::size_t i = 0; i < kEvents.size(); ++i) {
    if (kEvents[i] == *text) into = static_cast<AuditEvent>(i);
  }
  if (into) return {};
  return Fail(ErrorCode::kInvalidQuery,
              fmt::format("event must be one of {}.", fmt::join(kEvents, ", ")), "event");
}

}  // namespace

std::optional<Time> ParseIso(std::string_view text) {
  Scanner scanner(text);
  std::chrono::sys_days day;
  if (!ScanDate(scanner, day)) return std::nullopt;
  if (scanner.at_end()) return Time(day);
  std::chrono::milliseconds time{0};
  std::chrono::minutes offset{0};
  const bool good = scanner.Take('T') && ScanTimeOfDay(scanner, time) &&
                    ScanOffset(scanner, offset) && scanner.at_end();
  if (!good) return std::nullopt;
  return Time(day) + time - offset;
}

Result<AuditFilter> ParseAuditFilter(const http::Request& request) {
  AuditFilter filter;
  if (auto read = ReadTime(request, "from", filter.from); !read) return Pass(read);
  if (auto read = ReadTime(request, "to", filter.to); !read) return Pass(read);
  if (auto read = ReadEvent(request, filter.event); !read) return Pass(read);
  if (const std::string* type = request.Query("resourceType")) filter.resource_type = *type;
  if (const std::string* id = request.Query("_resourceId")) filter.resource = *id;
  return filter;
}

void AppendAuditEntry(const AuditEntry& entry, const Account& account, std::string& out) {
  json::Writer writer(out);
  const auto text = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) writer.Key(key).String(value);
  };
  const bool by_request = !entry.token.empty() || !entry.address.empty() || !entry.request.empty();
  writer.BeginObject();
  writer.Key("_id").String(entry.id.Text());
  writer.Key("time").String(FormatIso(entry.time));
  writer.Key("resourceType").String(entry.resource_type);
  writer.Key("_resourceId").String(entry.resource);
  writer.Key("event").String(kEvents[static_cast<std::size_t>(entry.event)]);
  writer.Key("source").String(by_request ? "api" : "cli");
  writer.Key("byUser").BeginObject();
  writer.Key("_id").String(account.id.Text()).Key("name").String(account.name).EndObject();
  text("token", entry.token);
  text("ipAddress", entry.address);
  text("requestId", entry.request);
  writer.Key("fieldChanges").BeginArray();
  for (const std::string& field : entry.fields) {
    writer.BeginObject().Key("fieldPath").String(field).EndObject();
  }
  writer.EndArray().EndObject();
}

}  // namespace imprint::integrator
