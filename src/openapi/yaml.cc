#include "openapi/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cctype>
#include <istream>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/json/document.h"
#include "base/json/text.h"
#include "openapi/limits.h"
#include "openapi/yaml_input.h"

namespace imprint::openapi {
namespace {

// yaml-cpp stops for an exception only; this one never leaves the file.
struct Stop {
  Error error;
};

[[noreturn]] void Refuse(const YAML::Mark& mark, std::string_view what) {
  throw Stop{
      Error(ErrorCode::kMalformedBody, fmt::format("YAML, line {}: {}", mark.line + 1, what))};
}

bool IsJsonNumber(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && std::isdigit(static_cast<unsigned char>(text[i]))) ++i;
    return i - from;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const std::size_t first = i;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

// What a plain scalar means where it is not its text: a literal or a number.
std::optional<std::string> PlainMeaning(const std::string& text) {
  if (text == "true" || text == "True" || text == "TRUE") return "true";
  if (text == "false" || text == "False" || text == "FALSE") return "false";
  if (IsJsonNumber(text)) return text;
  return std::nullopt;
}

/// Writes each event as JSON at once; an alias copies the text its anchor made.
class JsonMaker : public YAML::EventHandler {
 public:
  JsonMaker(std::string_view text, std::size_t most_bytes, std::size_t most_held_bytes)
      : most_bytes_(most_bytes),
        most_held_bytes_(most_held_bytes),
        input_(text, [this] { CheckHeld(); }) {}
  YamlInput& input() { return input_; }
  // yaml-cpp's stream already reads while it is made, and would not give back its buffer if that
  // threw.
  void BeginParsing() {
    parsing_ = true;
    CheckHeld();
  }
  std::string Take() { return std::move(out_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Reached(mark);
    if (ExpectsKey()) return TakeKey(mark, "null");
    Literal(mark, anchor, "null");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Reached(mark);
    if (!json::IsUtf8(value)) Refuse(mark, "a text is not valid Unicode");
    if (ExpectsKey()) {
      // Only a plain << merges; a quoted one is a name.
      frames_.back().merges = value == "<<" && tag == "?";
      if (anchor != 0) Remember(mark, anchor, json::Quote(value));
      if (!frames_.back().merges) return TakeKey(mark, value);
      frames_.back().expects_key = false;
      return;
    }
    const auto meaning = tag == "?" ? PlainMeaning(value) : std::nullopt;
    Literal(mark, anchor, meaning ? *meaning : json::Quote(value));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Reached(mark);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) Refuse(mark, "an alias leads into itself");
    if (ExpectsKey()) {
      const std::string& text = found->second;
      if (text.front() != '"') Refuse(mark, "a key must be a text");
      return TakeKey(mark, json::Unescape(std::string_view(text).substr(1, text.size() - 2)));
    }
    Charge(mark, found->second.size());
    Literal(mark, 0, found->second);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    Open(mark, anchor, '[', style);
  }
  void OnSequenceEnd() override { Close(']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    Open(mark, anchor, '{', style);
  }
  void OnMapEnd() override { Close('}'); }

 private:
  struct Frame {
    YAML::Mark mark;
    std::size_t begin = 0;
    YAML::anchor_t anchor = 0;
    bool map = false;
    bool block = false;
    bool empty = true;
    bool expects_key = false;
    bool merges = false;  // the value that follows is to be merged into this map
    std::unordered_set<std::string> keys = {};
    std::size_t key_bytes = 0;
    std::vector<std::string> merged = {};
  };

  bool ExpectsKey() const { return !frames_.empty() && frames_.back().expects_key; }

  void Reached(const YAML::Mark& mark) {
    if (mark.pos > 0) input_.Reached(static_cast<std::size_t>(mark.pos));
    line_ = mark.line;
  }

  void Hold(std::size_t bytes) {
    held_ += bytes;
    CheckHeld();
  }
  void CheckHeld() const {
    if (!parsing_ || held_ + kYamlNodeBytes * input_.pending() <= most_held_bytes_) return;
    throw Stop{
        Error(ErrorCode::kTooLarge,
              fmt::format("YAML, line {}: too much is in one bracket, line or map, or in all of "
                          "them; JSON can hold more.",
                          line_ + 1))};
  }

  // Aliases multiply; whatever is copied counts, even where it is thrown away in a merge.
  void Charge(const YAML::Mark& mark, std::size_t bytes) {
    copied_ += bytes;
    if (copied_ > most_bytes_ || out_.size() > most_bytes_) {
      throw Stop{Error(ErrorCode::kTooLarge,
                       fmt::format("YAML, line {}: the document becomes larger than {} MiB.",
                                   mark.line + 1, most_bytes_ >> 20))};
    }
  }

  void Remember(const YAML::Mark& mark, YAML::anchor_t anchor, std::string text) {
    Charge(mark, text.size());
    Hold(kYamlAnchorBytes);
    anchors_[anchor] = std::move(text);
  }

  void TakeKey(const YAML::Mark& mark, const std::string& key) {
    Frame& frame = frames_.back();
    if (!frame.keys.insert(key).second) {
      Refuse(mark, fmt::format("the key \"{}\" is there twice", key.substr(0, 60)));
    }
    frame.key_bytes += kYamlKeyBytes + key.size();
    Hold(kYamlKeyBytes + key.size());
    Comma();
    out_ += json::Quote(key);
    out_ += ':';
    frame.expects_key = false;
  }

  void Comma() {
    Frame& frame = frames_.back();
    if (!frame.empty) out_ += ',';
    frame.empty = false;
  }

  // Between a sequence's items; a map's values stand behind their keys.
  void BeforeValue() {
    if (!frames_.empty() && !frames_.back().map) Comma();
  }

  void AfterValue(std::size_t begin) {
    if (frames_.empty() || !frames_.back().map) return;
    Frame& frame = frames_.back();
    frame.expects_key = true;
    if (!frame.merges) return;
    frame.merges = false;
    frame.merged.push_back(out_.substr(begin));
    out_.resize(begin);
  }

  void Literal(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& text) {
    if (!frames_.empty() && frames_.back().block) Hold(kYamlIndentBytes);
    BeforeValue();
    const std::size_t begin = out_.size();
    out_ += text;
    Charge(mark, 0);
    if (anchor != 0) Remember(mark, anchor, text);
    AfterValue(begin);
  }

  void Open(const YAML::Mark& mark, YAML::anchor_t anchor, char bracket,
            YAML::EmitterStyle::value style) {
    Reached(mark);
    if (ExpectsKey()) Refuse(mark, "a key must be a text");
    if (frames_.size() >= kDepth) Refuse(mark, "nested too deep");
    BeforeValue();
    const bool map = bracket == '{';
    Frame frame{mark, out_.size(), anchor, map};
    frame.expects_key = map;
    frame.block = style == YAML::EmitterStyle::Block;
    if (frame.block) Hold(2 * kYamlIndentBytes);
    out_ += bracket;
    frames_.push_back(std::move(frame));
  }

  void Close(char bracket) {
    for (std::size_t i = 0; i < frames_.back().merged.size(); ++i) Merge(i);
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    held_ -= frame.key_bytes;
    out_ += bracket;
    Charge(frame.mark, 0);
    if (frame.anchor != 0) Remember(frame.mark, frame.anchor, out_.substr(frame.begin));
    AfterValue(frame.begin);
  }

  // The map's own keys win over merged ones, and earlier merges over later.
  void Merge(std::size_t i) {
    Frame& frame = frames_.back();
    const auto document = json::Document::Parse(frame.merged[i], kDepth + 1);
    if (!document) Refuse(frame.mark, "what << merges cannot be read");
    if (document->root().is_object()) return MergeMap(frame.mark, document->root());
    if (!document->root().is_array()) Refuse(frame.mark, "<< merges maps only");
    document->root().ForEachItem([&](json::Value map) {
      if (!map.is_object()) Refuse(frame.mark, "<< merges maps only");
      MergeMap(frame.mark, map);
    });
  }

  void MergeMap(const YAML::Mark& mark, json::Value map) {
    map.ForEachMember([&](json::Value key, json::Value value) {
      if (frames_.back().keys.contains(key.string())) return;
      TakeKey(mark, key.string());
      out_ += value.token();
      Charge(mark, value.token().size());
    });
  }

  const std::size_t most_bytes_;
  const std::size_t most_held_bytes_;
  YamlInput input_;
  bool parsing_ = false;
  std::size_t held_ = 0;
  int line_ = 0;
  std::string out_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, std::string> anchors_;
  std::size_t copied_ = 0;
};

}  // namespace

std::uint64_t MostYamlHeldBytes(std::string_view bytes) {
  constexpr std::uint64_t kOfNode =
      kYamlNodeBytes + kYamlKeyBytes + kYamlAnchorBytes + 2 * kYamlIndentBytes;
  return kOfNode * MostYamlNodes(bytes);
}

Result<std::string> JsonFromYaml(std::string_view bytes, std::size_t most_bytes,
                                 std::size_t most_held_bytes) {
  if (bytes.size() > kYamlBytes) {
    return Fail(ErrorCode::kTooLarge,
                fmt::format("The YAML is larger than {} MiB.", kYamlBytes >> 20));
  }
  // yaml-cpp would guess at other encodings. It puts three bytes in the place of a \x04, so that
  // its positions were no longer those of the text.
  constexpr std::string_view kForbidden("\0\x04", 2);
  if (bytes.find_first_of(kForbidden) != bytes.npos || !json::IsUtf8(bytes)) {
    return Fail(ErrorCode::kMalformedBody, "The document is not UTF-8 text.");
  }
  try {
    JsonMaker maker(bytes, most_bytes, most_held_bytes);
    std::istream stream(&maker.input());
    YAML::Parser parser(stream);
    maker.BeginParsing();
    if (!parser.HandleNextDocument(maker)) {
      return Fail(ErrorCode::kMalformedBody, "The document is empty.");
    }
    return maker.Take();
  } catch (const Stop& stop) {
    return Fail(stop.error);
  } catch (const YAML::Exception& fault) {
    return Fail(ErrorCode::kMalformedBody,
                fmt::format("YAML, line {}: {}", fault.mark.line + 1, fault.msg));
  }
}

}  // namespace imprint::openapi
