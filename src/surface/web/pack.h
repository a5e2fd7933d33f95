#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace imprint::web {

/// How a file of the page may be coded, the best first.
enum class Coding { kBrotli, kGzip, kIdentity };
inline constexpr std::array kCodings = {Coding::kBrotli, Coding::kGzip, Coding::kIdentity};
/// As it stands in Accept-Encoding and Content-Encoding.
std::string_view NameOf(Coding coding);

/// One file of the page. Views lead into the pack's bytes.
struct File {
  std::string path;        // below the site: "assets/index-Ab12Cd34.js"
  std::string media_type;  // with its charset, where it is text
  std::string sha256;      // of the file as it is, 64 hex digits
  bool immutable = false;  // its name changes with its bytes
  std::array<std::optional<std::string_view>, kCodings.size()> forms;  // identity is always there

  const std::optional<std::string_view>& In(Coding coding) const {
    return forms[static_cast<std::size_t>(coding)];
  }
};

/// What index.html is called among the files. All pages answer it.
inline constexpr std::string_view kIndexFile = "index.html";

/// The files of the page, and the paths at which it has a page. Made by web/scripts/pack.mjs.
///
///   "imprint-page-1\n"
///   size of the index  4 bytes, little endian
///   index              JSON: {"pages": ["/", "/templates/{id}", ...],
///                             "files": [{"path", "type", "sha256", "immutable",
///                                        "identity": [begin, size], "gzip": [...], "br": [...]}]}
///   bytes              of all forms of all files; `begin` counts from here
struct Pack {
  std::vector<std::string> pages;  // patterns as http::Route has them
  std::vector<File> files;         // ordered by path; with pages, kIndexFile is one of them

  /// nullptr when there is no such file.
  const File* Find(std::string_view path) const;
};

/// Reads a pack, which must outlive the result. No bytes at all are a pack of nothing.
/// kMalformedBody, with the reason as its message, for anything that is no whole pack.
Result<Pack> ParsePack(std::string_view bytes);

}  // namespace imprint::web
