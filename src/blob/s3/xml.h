#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imprint::s3 {

/// An element of an XML document, without its attributes. `text` is what stands between its
/// children, all together.
struct Element {
  std::string name;
  std::string text;
  std::vector<Element> children;

  /// The first child of that name; null when there is none.
  const Element* Child(std::string_view child_name) const;
  /// The text of that child; empty when there is none.
  std::string_view TextOf(std::string_view child_name) const;
};

/// The root of a document of the kind that S3 answers with: no document type, CDATA or processing
/// instruction, at most 16 elements deep. Nothing when the text is not such a document.
std::optional<Element> ParseXml(std::string_view text);

}  // namespace imprint::s3
