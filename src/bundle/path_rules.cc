#include "bundle/path_rules.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/json/text.h"

namespace imprint {
namespace {

constexpr std::size_t kPrintableCharacters = 200;

constexpr std::array<std::string_view, 13> kArchiveEndings{".zip", ".jar", ".war", ".ear", ".gz",
                                                           ".tgz", ".bz2", ".xz",  ".zst", ".tar",
                                                           ".7z",  ".rar", ".cab"};

using namespace std::string_view_literals;
constexpr std::array<std::string_view, 7> kArchiveMagic{"PK\x03\x04"sv,
                                                        "PK\x05\x06"sv,
                                                        "\x1f\x8b"sv,
                                                        "7z\xbc\xaf\x27\x1c"sv,
                                                        "Rar!\x1a\x07"sv,
                                                        "\xfd"
                                                        "7zXZ\x00"sv,
                                                        "\x28\xb5\x2f\xfd"sv};

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = Lower(c);
  return out;
}

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool HasDriveLetter(std::string_view name) {
  return name.size() >= 2 && name[1] == ':' && Lower(name[0]) >= 'a' && Lower(name[0]) <= 'z';
}

std::optional<std::string> SegmentProblem(std::string_view segment) {
  if (segment.empty()) return "the path has an empty segment (//)";
  if (segment == ".") return "the path has a '.' segment";
  if (segment == "..") return "the path has a '..' segment, which would lead out of its folder";
  return std::nullopt;
}

// How many bytes the character at the front takes; 0 when it is not valid UTF-8.
std::size_t CharacterBytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (bytes > text.size() || !json::IsUtf8(text.substr(0, bytes))) return 0;
  return bytes;
}

bool IsC1Control(std::string_view character) {
  return character.size() == 2 && character[0] == '\xc2' &&
         static_cast<unsigned char>(character[1]) < 0xa0;
}

// Sorts a folder's content right behind a file of the folder's name: no allowed character is
// smaller than the one that stands for the slash.
constexpr char kSlashKey = '\x01';

std::string ClashKey(std::string_view name) {
  std::string key = Lower(name);
  std::replace(key.begin(), key.end(), '/', kSlashKey);
  return key;
}

bool IsInside(std::string_view key, std::string_view folder) {
  return key.size() > folder.size() && key.starts_with(folder) && key[folder.size()] == kSlashKey;
}

}  // namespace

std::optional<std::string> PathProblem(std::string_view name) {
  if (name.empty()) return "the name is empty";
  if (name.size() > kMaxPathBytes) {
    return "the path is longer than " + std::to_string(kMaxPathBytes) + " bytes";
  }
  if (std::any_of(name.begin(), name.end(), IsControl)) return "the path has a control character";
  if (!json::IsUtf8(name)) return "the path is not valid UTF-8";
  if (name.find('\\') != std::string_view::npos) {
    return "the path has a backslash; folders are separated by '/'";
  }
  if (name.front() == '/') return "the path is absolute; paths in a bundle are relative";
  if (HasDriveLetter(name)) return "the path begins with a drive letter";
  if (name.back() == '/') name.remove_suffix(1);
  for (;;) {
    const std::size_t slash = name.find('/');
    if (auto problem = SegmentProblem(name.substr(0, slash))) return problem;
    if (slash == std::string_view::npos) return std::nullopt;
    name.remove_prefix(slash + 1);
  }
}

bool IsLeftover(std::string_view path) {
  if (path.starts_with("__MACOSX/")) return true;
  const std::string_view file = path.substr(path.rfind('/') + 1);
  return file == ".DS_Store" || file == "Thumbs.db" || file == "desktop.ini";
}

bool IsArchiveName(std::string_view path) {
  const std::string lower = Lower(path.substr(path.rfind('/') + 1));
  return std::any_of(kArchiveEndings.begin(), kArchiveEndings.end(),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

bool IsArchiveContent(std::string_view bytes) {
  return std::any_of(kArchiveMagic.begin(), kArchiveMagic.end(),
                     [&](std::string_view magic) { return bytes.starts_with(magic); });
}

std::string Printable(std::string_view name) {
  std::string out;
  for (std::size_t count = 0; !name.empty() && count < kPrintableCharacters; ++count) {
    const std::size_t bytes = CharacterBytes(name);
    const std::string_view character = name.substr(0, bytes);
    const bool bad = bytes == 0 || IsControl(name.front()) || IsC1Control(character);
    out += bad ? "?" : character;
    name.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return out;
}

std::vector<PathClash> FindClashes(const std::vector<std::string_view>& names) {
  std::vector<std::string> keys(names.size());
  std::transform(names.begin(), names.end(), keys.begin(), ClashKey);
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  std::vector<PathClash> clashes;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::size_t first = order[i - 1];
    const std::size_t second = order[i];
    if (names[first] == names[second]) {
      clashes.push_back({second, "the name occurs more than once"});
    } else if (keys[first] == keys[second]) {
      clashes.push_back({second, "the name differs only by case from " + Printable(names[first])});
    } else if (IsInside(keys[second], keys[first])) {
      clashes.push_back({first, "the name is a file and also a folder"});
    }
  }
  return clashes;
}

}  // namespace imprint
