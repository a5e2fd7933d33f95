#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace imprint::json {

/// What does not stand in a JSON string as it is: a quote, a backslash, a control character.
inline bool IsSpecial(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

#ifdef __SSE2__
/// A bit for each of 16 bytes that is special.
inline std::uint32_t SpecialsOf(__m128i bytes) {
  const __m128i last_control = _mm_set1_epi8(0x1f);
  const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
  const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(marks, control)));
}
#endif

/// Where the first special byte of a text stands from `at` on; its size where there is none.
inline std::size_t FindSpecial(std::string_view text, std::size_t at) {
#ifdef __SSE2__
  for (; text.size() - at >= 16; at += 16) {
    const auto specials =
        SpecialsOf(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at)));
    if (specials != 0) return at + static_cast<std::size_t>(std::countr_zero(specials));
  }
#endif
  while (at < text.size() && !IsSpecial(text[at])) ++at;
  return at;
}

}  // namespace imprint::json
