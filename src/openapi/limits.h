#pragma once

#include <cstddef>
#include <cstdint>

namespace imprint::openapi {

// What a document may cost. GitHub's, one of the largest, has 13 MB and 1,223 operations, and takes
// a fiftieth of the steps.
inline constexpr std::size_t kJsonBytes = 96 << 20;
inline constexpr std::size_t kYamlBytes = 12 << 20;
// What a YAML text may make the parser hold at one time beside texts, in many small blocks.
inline constexpr std::size_t kYamlHeldBytes = 280'000'000;
// Of it: three tokens of yaml-cpp's; a key in a set; an anchor in two maps; yaml-cpp's mark of an
// indentation, which it keeps to the end.
inline constexpr std::size_t kYamlNodeBytes = 280;
inline constexpr std::size_t kYamlKeyBytes = 100;
inline constexpr std::size_t kYamlAnchorBytes = 200;
inline constexpr std::size_t kYamlIndentBytes = 64;
inline constexpr std::size_t kDepth = 200;
inline constexpr std::uint64_t kSteps = 20'000'000;
inline constexpr std::size_t kTemplateBytes = 64 << 20;
inline constexpr std::size_t kTools = 20'000;
inline constexpr std::size_t kToolParams = 1'000;
inline constexpr std::size_t kBodyDepth = 10;
inline constexpr std::size_t kSchemaChain = 64;
inline constexpr std::size_t kChoices = 64;
inline constexpr std::size_t kNotes = 20'000;
inline constexpr std::size_t kNotesBytes = 8 << 20;

// Texts, in bytes.
inline constexpr std::size_t kTitleBytes = 120;
inline constexpr std::size_t kToolNameBytes = 64;
inline constexpr std::size_t kNameBytes = 256;
inline constexpr std::size_t kToolTextBytes = 1024;
inline constexpr std::size_t kParamTextBytes = 512;
inline constexpr std::size_t kUrlBytes = 2048;

}  // namespace imprint::openapi
