#include "bundle/secret_patterns.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <memory>

#include "base/id.h"
#include "bundle/secret_marks.h"

namespace imprint {
namespace {

/// How sure a form is by itself.
enum class Proof {
  kForm,      // nothing else looks like this
  kPassword,  // the place says it; words that stand for a password are none
  kPlace,     // the place suggests it: the value has to look drawn by a machine, too
  kName,      // so, and the name in the first group has to sound secret; the second is the value
};

/// One form of credential. The last group, or all where there is none, is the credential. What it
/// matches has one of the marks of secret_marks.cc.
struct Pattern {
  const char* what;
  const char* expression;
  Proof proof = Proof::kForm;
};

constexpr std::array kPatterns{
    Pattern{"a private key", R"((?s)-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)"
                             R"(.*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\z))"},
    Pattern{"an age key", R"((AGE-SECRET-KEY-1[A-Z0-9]{50,}))"},
    Pattern{"an AWS access key", R"(\b((?:AKIA|ASIA)[0-9A-Z]{16})\b)"},
    Pattern{"a GitHub token", R"(\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b)"},
    Pattern{"a GitLab token", R"(\b(glpat-[A-Za-z0-9_-]{20,}))"},
    Pattern{"a Slack token", R"(\b(xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{30,}))"},
    Pattern{"a webhook's address",
            R"((hooks\.slack\.com/services/[A-Za-z0-9/]{20,}))"
            R"(|(discord(?:app)?\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]{40,}))"},
    Pattern{"a Stripe key", R"(\b((?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}))"},
    Pattern{"a Google API key", R"(\b(AIza[0-9A-Za-z_-]{35}))"},
    Pattern{"a Google OAuth secret", R"(\b(GOCSPX-[0-9A-Za-z_-]{20,}|ya29\.[0-9A-Za-z_-]{20,}))"},
    Pattern{"a SendGrid key", R"(\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}))"},
    Pattern{"a Twilio key", R"(\b(SK[0-9a-f]{32})\b)"},
    Pattern{"a Mailgun key", R"(\b(key-[0-9a-f]{32})\b)"},
    Pattern{"an npm token", R"(\b(npm_[A-Za-z0-9]{36})\b)"},
    Pattern{"a Hugging Face token", R"(\b(hf_[A-Za-z0-9]{34,}))"},
    Pattern{"a Vault token", R"(\b(hvs\.[A-Za-z0-9_-]{24,}))"},
    Pattern{"an Anthropic key", R"(\b(sk-ant-[A-Za-z0-9_-]{32,}))"},
    Pattern{"an OpenAI key", R"(\b(sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,}))"},
    Pattern{"a Shopify token", R"(\b(shp(?:at|ca|pa|ss)_[0-9a-f]{32})\b)"},
    Pattern{"a Square token", R"(\b(sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}))"},
    Pattern{"a DigitalOcean token", R"(\b(do[opr]_v1_[0-9a-f]{64})\b)"},
    Pattern{"a HubSpot token", R"(\b(pat-(?:na|eu)[0-9]-[0-9a-f]{8}-[0-9a-f-]{27})\b)"},
    Pattern{"a Databricks token", R"(\b(dapi[0-9a-f]{32})\b)"},
    Pattern{"an Atlassian token", R"(\b(ATATT3[A-Za-z0-9_=-]{60,}))"},
    Pattern{"a JSON Web Token",
            R"(\b(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}))"},
    Pattern{"a password in a URL", R"(://[^\s/:@"'<>{}]*:([^\s/@"'<>{}]{3,})@[A-Za-z0-9])",
            Proof::kPassword},
    Pattern{
        "a credential in a URL or form",
        R"((?i)(?:^|[?&;])(?:(?:api|access|account|shared[_-]?access|subscription|auth)?[_-]?key)"
        R"(|(?:access|auth)?[_-]?token|(?:client[_-]?)?secret|password|pwd|signature|sig))"
        R"(=([^&;\s"'<>{}#]{12,}))",
        Proof::kPlace},
    Pattern{"a credential of a header", R"((?i)\b(?:bearer|basic)\s+([^\s"'`<>{}]{16,}))",
            Proof::kPlace},
    // name = "value", name: "value", name: string = "value", headers["name"] = "value",
    // setHeader("name", "value")
    Pattern{"a credential in a script",
            R"((?i)([a-z0-9_$.-]*(?:passw|passphrase|pwd|secret|key|token|credential|auth))"
            R"([a-z0-9_$-]*)["'`]?\]?\s*(?::\s*[a-z]+\s*)?(?:=>|[:=,])\s*)"
            R"(["'`]([^"'`\s<>{}]{12,})["'`])",
            Proof::kName},
};

/// The compiled patterns, and all of them as one, which most texts do not match.
class Patterns {
 public:
  Patterns() {
    std::string all;
    for (const Pattern& pattern : kPatterns) {
      if (!all.empty()) all += '|';
      all += "(?:" + std::string(pattern.expression) + ")";
    }
    re2::RE2::Options options = Options();
    options.set_never_capture(true);
    any_expression_ = std::make_unique<re2::RE2>(all, options);
    for (const Pattern& pattern : kPatterns) {
      each_.push_back(std::make_unique<re2::RE2>(pattern.expression, Options()));
    }
  }

  bool MayHold(std::string_view text) const {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *any_expression_);
  }
  const re2::RE2& Of(std::size_t index) const { return *each_[index]; }

 private:
  static re2::RE2::Options Options() {
    re2::RE2::Options options(re2::RE2::Latin1);  // bytes: the forms are ASCII
    options.set_log_errors(false);
    options.set_max_mem(64 << 20);
    return options;
  }

  std::unique_ptr<re2::RE2> any_expression_;
  std::vector<std::unique_ptr<re2::RE2>> each_;
};

const Patterns& AllPatterns() {
  static const Patterns patterns;
  return patterns;
}

bool IsPlaceholder(std::string_view value) {
  for (const std::string_view mark : {"<<", "{{", "${", "%(", "[["}) {
    if (value.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

double BitsPerCharacter(std::string_view value) {
  std::array<std::size_t, 256> counts{};
  for (const char c : value) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(value.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

// Words, capitalised or not, and numbers: what people write is a few long ones, and what machines
// draw is many short ones.
std::size_t PiecesOf(std::string_view value) {
  enum class Kind { kOther, kDigit, kUpper, kLower };
  const auto kind_of = [](unsigned char c) {
    if (std::isdigit(c)) return Kind::kDigit;
    if (std::isupper(c)) return Kind::kUpper;
    return std::islower(c) ? Kind::kLower : Kind::kOther;
  };
  std::size_t pieces = 0;
  Kind last = Kind::kOther;
  for (const char c : value) {
    const Kind kind = kind_of(static_cast<unsigned char>(c));
    const bool goes_on = kind == last || (last == Kind::kUpper && kind == Kind::kLower);
    if (kind != Kind::kOther && !goes_on) ++pieces;
    last = kind;
  }
  return pieces;
}

bool IsDate(std::string_view value) {
  static const re2::RE2 date(R"(\d{4}-\d{2}-\d{2}[T ]?[\d:.Z+-]*)");
  return re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), date);
}

constexpr std::size_t kShortestDrawn = 12;

bool LooksDrawn(std::string_view value) {
  constexpr double kLeastBits = 3.0;
  constexpr double kLeastPieces = 0.28;  // for each character
  if (value.size() < kShortestDrawn || IsPlaceholder(value) || IsDate(value)) return false;
  const auto length = static_cast<double>(value.size());
  const bool letters = std::any_of(value.begin(), value.end(), [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
  });
  return letters && value.find(' ') == std::string_view::npos &&
         static_cast<double>(PiecesOf(value)) >= kLeastPieces * length &&
         BitsPerCharacter(value) >= kLeastBits;
}

std::string Folded(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte)) folded += static_cast<char>(std::tolower(byte));
  }
  return folded;
}

void Add(const re2::StringPiece& found, std::string_view text, std::string_view what,
         std::vector<SecretFind>& finds) {
  const auto begin = static_cast<std::size_t>(found.data() - text.data());
  finds.push_back({begin, begin + found.size(), what});
}

// "user:password" of an example, and a port.
bool IsNoPassword(std::string_view value) {
  const std::string folded = Folded(value);
  for (const std::string_view word :
       {"password", "passwd", "pass", "pwd", "secret", "token", "apikey", "yourpassword"}) {
    if (folded == word) return true;
  }
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

bool IsSecret(Proof proof, std::string_view name, std::string_view value) {
  if (IsPlaceholder(value)) return false;
  switch (proof) {
    case Proof::kForm:
      return true;
    case Proof::kPassword:
      return !IsNoPassword(value);
    case Proof::kPlace:
      return LooksDrawn(value);
    case Proof::kName:
      return IsNamedSecret(name, value);
  }
  return false;
}

void FindAll(std::size_t index, std::string_view text, std::vector<SecretFind>& finds) {
  const Pattern& pattern = kPatterns[index];
  const re2::RE2& expression = AllPatterns().Of(index);
  const re2::StringPiece whole(text.data(), text.size());
  std::array<re2::StringPiece, 3> groups;
  const int wanted = 1 + std::min(2, expression.NumberOfCapturingGroups());
  for (std::size_t at = 0;
       expression.Match(whole, at, text.size(), re2::RE2::UNANCHORED, groups.data(), wanted);) {
    // Of alternatives, the group that took part.
    int last = wanted - 1;
    while (last > 0 && groups[static_cast<std::size_t>(last)].data() == nullptr) --last;
    const re2::StringPiece& secret = groups[static_cast<std::size_t>(last)];
    const std::string_view value(secret.data(), secret.size());
    const std::string_view name(groups[1].data(),
                                pattern.proof == Proof::kName ? groups[1].size() : 0);
    if (IsSecret(pattern.proof, name, value)) Add(secret, text, pattern.what, finds);
    at = static_cast<std::size_t>(groups[0].data() - text.data()) +
         std::max<std::size_t>(groups[0].size(), 1);
  }
}

}  // namespace

std::vector<SecretFind> FindSecretsIn(std::string_view text) {
  std::vector<SecretFind> finds;
  if (!HoldsSecretMark(text) || !AllPatterns().MayHold(text)) return finds;
  for (std::size_t index = 0; index < kPatterns.size(); ++index) FindAll(index, text, finds);
  std::sort(finds.begin(), finds.end(), [](const SecretFind& a, const SecretFind& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::size_t covered = 0;
  std::erase_if(finds, [&](const SecretFind& find) {
    if (find.begin < covered) return true;
    covered = find.end;
    return false;
  });
  return finds;
}

namespace {

// What sounds secret: names with one of these parts, but for "token" at the end, or these names.
constexpr std::string_view kSecretParts[] = {
    "password",      "passwd",     "passphrase", "secret",     "apikey",
    "accesskey",     "privatekey", "authkey",    "accountkey", "subscriptionkey",
    "authorization", "credential", "signingkey"};
constexpr std::string_view kSecretEnd = "token";
constexpr std::string_view kSecretNames[] = {"auth", "bearer", "cookie", "setcookie", "pwd", "pin"};

using Letters = std::uint32_t;  // a bit for each that is there

constexpr Letters LettersOf(std::string_view text) {
  Letters letters = 0;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) letters |= 1u << (c & 31);
  }
  return letters;
}

template <std::size_t count>
constexpr std::array<Letters, count> LettersOfEach(const std::string_view (&words)[count]) {
  std::array<Letters, count> letters{};
  for (std::size_t i = 0; i < count; ++i) letters[i] = LettersOf(words[i]);
  return letters;
}

// False for most names: they lack a letter of each of these.
bool HasLettersOfSecret(std::string_view name) {
  static constexpr auto kParts = LettersOfEach(kSecretParts);
  static constexpr auto kNames = LettersOfEach(kSecretNames);
  static constexpr Letters kEnd = LettersOf(kSecretEnd);
  const Letters letters = LettersOf(name);
  bool has = (letters & kEnd) == kEnd;
  for (const Letters part : kParts) has |= (letters & part) == part;
  for (const Letters whole : kNames) has |= letters == whole;
  return has;
}

}  // namespace

bool SoundsSecret(std::string_view name) {
  if (!HasLettersOfSecret(name)) return false;
  const std::string folded = Folded(name);
  // What tells about a secret and is none.
  for (const std::string_view end :
       {"url",   "uri",    "type",   "name",     "header", "path",   "field",   "param",
        "label", "policy", "status", "location", "id",     "arn",    "at",      "endpoint",
        "regex", "date",   "hint",   "length",   "prefix", "expiry", "expires", "rotated"}) {
    if (folded.ends_with(end)) return false;
  }
  for (const std::string_view part :
       {"public", "pagetoken", "nexttoken", "synctoken", "tokenizer"}) {
    if (folded.find(part) != std::string::npos) return false;
  }
  for (const std::string_view part : kSecretParts) {
    if (folded.find(part) != std::string::npos) return true;
  }
  for (const std::string_view whole : kSecretNames) {
    if (folded == whole) return true;
  }
  return folded.ends_with(kSecretEnd);
}

bool IsNamedSecret(std::string_view name, std::string_view value) {
  if (value.size() < kShortestDrawn || !SoundsSecret(name)) return false;
  // "ApiKey 0123": the scheme of a header is no part of it.
  value = value.substr(value.rfind(' ') + 1);
  if (Id::FromObjectIdText(value)) return false;
  for (const std::string_view front : {"https://", "http://", "arn:", "$."}) {
    if (value.starts_with(front)) return false;  // FindSecretsIn looks into URLs
  }
  return LooksDrawn(value);
}

}  // namespace imprint
