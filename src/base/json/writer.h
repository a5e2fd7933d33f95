#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json/text.h"

namespace imprint::json {

/// Writes one JSON value into a string, with the commas in the right places. The caller keeps
/// Begin and End in balance.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& BeginObject() { return Open('{'); }
  Writer& EndObject() { return Close('}'); }
  Writer& BeginArray() { return Open('['); }
  Writer& EndArray() { return Close(']'); }
  Writer& Key(std::string_view key) {
    Comma();
    AppendQuoted(key);
    out_ += ':';
    fresh_ = true;
    return *this;
  }
  Writer& String(std::string_view text) {
    Comma();
    AppendQuoted(text);
    return *this;
  }
  Writer& Bool(bool value) { return Raw(value ? "true" : "false"); }
  Writer& Number(std::int64_t value) { return Raw(std::to_string(value)); }
  /// A value that is JSON already.
  Writer& Raw(std::string_view value) {
    Comma();
    out_ += value;
    return *this;
  }

 private:
  Writer& Open(char bracket) {
    Comma();
    out_ += bracket;
    fresh_ = true;
    return *this;
  }
  Writer& Close(char bracket) {
    out_ += bracket;
    fresh_ = false;
    return *this;
  }
  void Comma() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
  }
  void AppendQuoted(std::string_view text) {
    out_ += '"';
    AppendEscaped(out_, text);
    out_ += '"';
  }

  std::string& out_;
  bool fresh_ = true;
};

}  // namespace imprint::json
