#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace imprint {

/// A part of a text that looks like a credential: its bytes [begin, end), and what it looks like
/// ("a GitHub token"), which never holds a part of it.
struct SecretFind {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view what;
};

/// Finds credentials in a text by the formats that their issuers give them, by their place in a URL
/// or a header, and by the name that a script gives them. Ascending, and none within another.
/// Takes time in proportion to the text, whatever it holds. Safe from any thread.
std::vector<SecretFind> FindSecretsIn(std::string_view text);

/// Whether a whole value is a credential because of what it is called: "apiKey", "Authorization".
/// Short words, placeholders (<<a>>, {{a}}, ${a}), masks and ids of documents are none.
bool IsNamedSecret(std::string_view name, std::string_view value);

/// Whether something of that name is usually kept secret, whatever its value.
bool SoundsSecret(std::string_view name);

}  // namespace imprint
